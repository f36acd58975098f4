import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { AppLoadContext, ServerBuild } from "@remix-run/node";
import { fillBlankRefusal } from "./blank-refusal.server";
import { clientAddress, isFromHere } from "./client-address";
import { type Log, withoutRedaction } from "./log.server";
import type { Metrics } from "./metrics.server";
import type { PageAddress } from "./page-address.server";
import { acceptsGzip, COMPRESSED_FROM_BYTES, compress, PAGE_VARY, sendReadyPage } from "./ready-page.server";
import { refusalText } from "./refusal-text.server";
import { addressOf, BODY_LIMIT_BYTES, type Refusal, refusalOf, TOO_LARGE } from "./request-refusal.server";
import { createRouteHandlers } from "./route-handlers.server";
import { createSecurityHeaders, type HeaderPolicy, nonceSource } from "./security-headers.server";
import { createSharedPages, type SharedPageRules } from "./shared-pages.server";

/**
 * What the adapter knows of a request and hands to the application; a page for everybody has no nonce and no ip.
 * `setHeader` puts a header on whatever is answered: Remix passes on those of a loader or action only where the page
 * exports `headers`, and none of what is thrown.
 */
type RequestFacts = {
  nonce: string | undefined;
  request_id: string;
  ip: string;
  /** A program on this machine asks, and no proxy for somebody else. */
  is_from_here: boolean;
  setHeader: (name: string, value: string) => void;
};

export type ListenerOptions = {
  loadBuild: () => Promise<ServerBuild>;
  loadContext: (facts: RequestFacts) => AppLoadContext;
  policy: HeaderPolicy;
  trusted_proxy_count: number;
  log: Log;
  metrics: Metrics;
  /** Where absent every page is rendered for its request. */
  shared_pages?: SharedPageRules;
};

/** Node's request and response on one side, Remix's on the other. The origin is configured, never read from headers. */
export function createRequestListener(options: ListenerOptions) {
  const { policy, log } = options;
  const answer_log = withoutRedaction(log);
  const securityHeaders = createSecurityHeaders(policy);
  const findReadyPage = options.shared_pages && createSharedPages(options.shared_pages, securityHeaders);
  let handler: ReturnType<typeof createRouteHandlers> | undefined;
  const answerByApplication = async (request: Request, facts: RequestFacts): Promise<Response> => {
    handler ??= createRouteHandlers(await options.loadBuild(), policy.is_dev ? "development" : "production");
    return handler(request, options.loadContext(facts));
  };
  const answerForItself = async (request: IncomingMessage, response: ServerResponse, request_id: string) => {
    const nonce = randomBytes(16).toString("base64url");
    setHeaders(response, securityHeaders(nonceSource(nonce)), request_id);
    const body = await readBody(request);
    const web_request = toWebRequest({ request, response, body }, policy.origin);
    const ip = visitorAddress(request, options.trusted_proxy_count);
    const is_from_here = isCallFromHere(request, options);
    const setHeader = (name: string, value: string) => void response.setHeader(name, value);
    const answer = (each: Request) => answerByApplication(each, { nonce, request_id, ip, is_from_here, setHeader });
    await send(request, response, await fillBlankRefusal(await answer(web_request), web_request, answer));
  };
  const answerForEverybody = async (request: Request, request_id: string): Promise<Response> => {
    const set = new Headers();
    const setHeader = (name: string, value: string) => set.set(name, value);
    const answer = await answerByApplication(request, {
      nonce: undefined,
      request_id,
      ip: "",
      is_from_here: false,
      setHeader,
    });
    for (const [name, value] of set) answer.headers.set(name, value);
    return answer;
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started_ms = performance.now();
    const request_id = randomUUID();
    try {
      const refusal = refusalOf(request, policy.origin);
      const ready = refusal
        ? undefined
        : await findReadyPage?.(request, (address, variant) =>
            answerForEverybody(sharedRequest(address, variant, policy.origin), request_id),
          );
      if (refusal) {
        setHeaders(response, securityHeaders(""), request_id);
        sendPlain(request, response, refusal);
      } else if (ready) sendReadyPage(request, response, ready, request_id);
      else await answerForItself(request, response, request_id);
    } catch (error) {
      if (!response.headersSent) setHeaders(response, securityHeaders(""), request_id);
      sendFailure({ request, response, request_id }, error, log);
    }
    options.metrics.countAnswer(response.statusCode, performance.now() - started_ms);
    logAnswer(answer_log, { request, response, request_id, started_ms });
  };
}

/** Everything that a page for everybody may know of whoever asked first: the address and the language. */
function sharedRequest({ target }: PageAddress, variant: string, origin: string): Request {
  const headers = { host: new URL(origin).host, "accept-language": variant };
  return new Request(new URL(target, origin), { headers });
}

type HeaderList = readonly (readonly [name: string, value: string])[];

function setHeaders(response: ServerResponse, headers: HeaderList, request_id: string): void {
  for (const [name, value] of headers) response.setHeader(name, value);
  response.setHeader("x-request-id", request_id);
}

function visitorAddress({ socket, headers }: IncomingMessage, trusted_proxy_count: number): string {
  const forwarded_for = [headers["x-forwarded-for"] ?? []].flat().join(",");
  return clientAddress({ remote_address: socket.remoteAddress, forwarded_for }, trusted_proxy_count);
}

function isCallFromHere(
  { socket, headers }: IncomingMessage,
  { trusted_proxy_count, policy }: ListenerOptions,
): boolean {
  return isFromHere({ remote_address: socket.remoteAddress, headers, trusted_proxy_count, origin: policy.origin });
}

class BodyTooLargeError extends Error {}

type Exchange = { request: IncomingMessage; response: ServerResponse; body: Buffer | undefined };

function toWebRequest({ request, response, body }: Exchange, origin: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name.startsWith(":")) continue;
    for (const each of Array.isArray(value) ? value : [value]) headers.append(name, each);
  }
  // Remix compares Origin with the host itself and answers 500: ours was compared above, with the configured one
  headers.set("host", new URL(origin).host);
  headers.delete("x-forwarded-host");
  const abort = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) abort.abort();
  });
  const init = {
    // a HEAD is answered like the GET it asks about, and sent without the body: Remix would drop more than that
    method: request.method === "POST" ? "POST" : "GET",
    headers,
    signal: abort.signal,
    ...(body && { body: new Uint8Array(body) }),
  };
  return new Request(addressOf(request, origin), init);
}

/** The whole body of a write, read before anybody works on it; more than the limit ends the connection. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (request.method !== "POST") return undefined;
  const chunks: Buffer[] = [];
  let size_bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size_bytes += chunk.length;
    if (size_bytes > BODY_LIMIT_BYTES) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Pages come as one Buffer (`raw`, from entry.server), so that they are compressed once and have an exact length. */
async function send(request: IncomingMessage, response: ServerResponse, answer: Response): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) if (name !== "set-cookie") response.setHeader(name, value);
  // Remix refuses a write to a page without an action by itself, and does not say what the page takes
  if (answer.status === 405 && !answer.headers.has("allow")) response.setHeader("allow", "GET, HEAD");
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  const raw = (answer as Response & { raw?: Buffer }).raw;
  if (raw) return sendWhole(request, response, raw);
  if (!answer.body) {
    response.end();
    return;
  }
  if (/json|javascript|text|turbo-stream/.test(answer.headers.get("content-type") ?? "")) {
    return sendWhole(request, response, Buffer.from(await answer.arrayBuffer()));
  }
  if (request.method === "HEAD") {
    await answer.body.cancel();
    response.end();
    return;
  }
  await pipeline(Readable.fromWeb(answer.body as NodeReadableStream), response);
}

async function sendWhole(request: IncomingMessage, response: ServerResponse, whole: Buffer): Promise<void> {
  const is_compressed = acceptsGzip(request) && whole.length >= COMPRESSED_FROM_BYTES;
  const body = is_compressed ? await compress(whole) : whole;
  response.setHeader("vary", PAGE_VARY);
  if (is_compressed) response.setHeader("content-encoding", "gzip");
  response.setHeader("content-length", body.length);
  response.end(request.method === "HEAD" ? undefined : body);
}

type Failed = { request: IncomingMessage; response: ServerResponse; request_id: string };

function sendFailure({ request, response, request_id }: Failed, error: unknown, log: Log): void {
  const refusal = failureAnswer(error);
  if (refusal.status === 500) {
    log.error({ request_id, reason: error instanceof Error ? error.stack : String(error) }, "request failed");
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (refusal.status === 413) response.setHeader("connection", "close");
  sendPlain(request, response, refusal, ` (${request_id})`);
}

function failureAnswer(error: unknown): Refusal {
  if (error instanceof BodyTooLargeError) return TOO_LARGE;
  return { status: 500, reason: "failed" };
}

function sendPlain(request: IncomingMessage, response: ServerResponse, { status, reason }: Refusal, end = ""): void {
  const { cookie, "accept-language": accept_language } = request.headers;
  response.statusCode = status;
  if (status === 405) response.setHeader("allow", "GET, HEAD, POST");
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.setHeader("cache-control", "no-store");
  const body = `${refusalText({ cookie, accept_language }, reason)}${end}\n`;
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(body);
}

type Answered = { request: IncomingMessage; response: ServerResponse; request_id: string; started_ms: number };

function logAnswer(log: Log, { request, response, request_id, started_ms }: Answered): void {
  const path = loggedPath(request.url ?? "/");
  const took_ms = Math.round(performance.now() - started_ms);
  log.info({ request_id, method: request.method, path, status: response.statusCode, took_ms }, "answered");
}

/** Addresses whose last part is a secret by itself: it must not reach the log. */
const SECRET_PATHS = /^(\/sign-in\/link\/|\/receipts\/)[^/?]+/;

function loggedPath(url: string): string {
  return (url.split("?")[0] ?? "/").replace(SECRET_PATHS, "$1…");
}
