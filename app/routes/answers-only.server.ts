import type { LoaderFunctionArgs } from "@remix-run/node";
import { translatorFor } from "~/messages/translator.server";
import type { Method } from "./route-declaration";
import { findLocale } from "./visitor.server";

/** The loader or action of an address that has no page: it answers one method and refuses the other with 405. */
export function answersOnly(method: Method) {
  const refuse = async ({ request, context }: LoaderFunctionArgs): Promise<Response> => {
    const t = translatorFor(await findLocale(request, context));
    return new Response(`${t("refusals.method")}\n`, {
      status: 405,
      headers: {
        allow: method === "GET" ? "GET, HEAD" : "POST",
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-store",
      },
    });
  };
  return Object.assign(refuse, { answers_only: method });
}
