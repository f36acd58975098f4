import type { Method } from "./route-declaration";

/** The loader or action of an address that has no page: it answers one method and refuses the other with 405. */
export function answersOnly(method: Method) {
  const refuse = (): Response =>
    new Response("method not allowed\n", {
      status: 405,
      headers: {
        allow: method === "GET" ? "GET, HEAD" : "POST",
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-store",
      },
    });
  return Object.assign(refuse, { answers_only: method });
}
