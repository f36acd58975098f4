import { Writable } from "node:stream";
import type { AppLoadContext, EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { renderToPipeableStream } from "react-dom/server";
import { IntlProvider } from "use-intl";
import { NonceContext } from "~/components/nonce";
import type { Messages } from "~/messages/locale";
import { messagesScript, recordedMessages } from "~/messages/recorded-messages.server";
import { PAGE_CACHE_CONTROL } from "~/platform/ready-page.server";
import { trimNul } from "~/platform/trim-nul.server";
import { findLocale } from "./routes/visitor.server";

/** Nothing a page shows is deferred: only a machine that is far behind comes here, and then late is better than broken. */
export const streamTimeout = 30_000;

/** Renders the whole page into one Buffer (no streaming): exact length, one compression, NUL bytes removed. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
  load: AppLoadContext,
): Promise<Response> {
  const locale = await findLocale(request, load);
  const recorded = recordedMessages(locale);
  // a page for everybody has no nonce: its scripts are allowed by their hashes
  const allowance = load.nonce === undefined ? {} : { nonce: load.nonce };
  return new Promise((resolve, reject) => {
    let has_failed = false;
    const page = (
      <NonceContext.Provider value={load.nonce}>
        <IntlProvider locale={locale} messages={recorded.messages} timeZone="UTC">
          <RemixServer context={context} url={request.url} abortDelay={streamTimeout} {...allowance} />
        </IntlProvider>
      </NonceContext.Provider>
    );
    const { pipe, abort } = renderToPipeableStream(page, {
      ...allowance,
      onAllReady() {
        clearTimeout(timer);
        headers.set("content-type", "text/html; charset=utf-8");
        if (!headers.has("cache-control")) headers.set("cache-control", PAGE_CACHE_CONTROL);
        const parts: Uint8Array[] = [];
        const sink = new Writable({
          write(chunk: Uint8Array, _encoding, done) {
            parts.push(trimNul(chunk));
            done();
          },
          final(done) {
            const answer = new Response(null, { status: has_failed ? 500 : status, headers });
            resolve(Object.assign(answer, { raw: withMessages(Buffer.concat(parts), recorded.used()) }));
            done();
          },
        });
        pipe(sink);
      },
      onShellError(error) {
        clearTimeout(timer);
        reject(error);
      },
      onError(error) {
        has_failed = true;
        load.services.log.error({ request_id: load.request_id, reason: String(error) }, "page failed to render");
      },
    });
    const timer = setTimeout(abort, streamTimeout + 1_000);
  });
}

/** The texts a page was written with stand before its first script, which makes the page live with them. */
function withMessages(page: Buffer, used: Partial<Messages>): Buffer {
  const place = page.indexOf("<script", page.indexOf("<body"));
  return place < 0
    ? page
    : Buffer.concat([page.subarray(0, place), Buffer.from(messagesScript(used)), page.subarray(place)]);
}

/** Remix's own channel for errors in loaders and actions: an answer below 500 is the visitor's to know, not ours. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }): void {
  if (request.signal.aborted) return;
  const status = isRouteErrorResponse(error) ? error.status : 500;
  if (status < 500) return;
  context.services.log.error({ request_id: context.request_id, status, reason: reasonOf(error) }, "request failed");
}

/** Remix wraps what was thrown in an answer of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.stack ?? error.message;
  if (!isRouteErrorResponse(error)) return String(error);
  const { error: cause } = error as { error?: unknown };
  return cause instanceof Error ? reasonOf(cause) : `${error.status} ${error.statusText}`.trim();
}
