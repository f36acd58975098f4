import type { IncomingMessage } from "node:http";
import { isSentFromElsewhere } from "./sent-from-elsewhere.server";

/** An answer that needs no page: a status and a line of plain text. */
export type Refusal = { status: number; message: string };

/** The largest body a form or a webhook may have, in bytes. Source: payments.md, C9. */
export const BODY_LIMIT_BYTES = 256 * 1024;
/** The longest path with its query, in bytes; Node limits all headers together to twice as much. */
const TARGET_LIMIT_BYTES = 8 * 1024;

export const TOO_LARGE: Refusal = { status: 413, message: "the request is too large" };

/** What is refused before anybody looks at the route: broken or too large requests, and writes from foreign pages. */
export function refusalOf(
  { method = "", url = "", headers, httpVersion }: IncomingMessage,
  origin: string,
): Refusal | undefined {
  if (!["GET", "HEAD", "POST"].includes(method)) return { status: 405, message: "method not allowed" };
  if (!url.startsWith("/")) return { status: 400, message: "the address is not a path" };
  if (Buffer.byteLength(url) > TARGET_LIMIT_BYTES) return { status: 414, message: "the address is too long" };
  if (headers.host === undefined && httpVersion === "1.1") return { status: 400, message: "the host is missing" };
  if (headers.expect !== undefined && !/^100-continue$/i.test(headers.expect)) {
    return { status: 417, message: "nothing but 100-continue can be expected" };
  }
  if (Number(headers["content-length"] ?? 0) > BODY_LIMIT_BYTES) return TOO_LARGE;
  const provenance = { origin: headers.origin, sec_fetch_site: oneValue(headers["sec-fetch-site"]) };
  return method === "POST" && isSentFromElsewhere(provenance, origin)
    ? { status: 403, message: "this form was not sent from our own pages" }
    : undefined;
}

/** The address that was asked for. A path may begin with two slashes: it never names another host. */
export function addressOf({ url = "/" }: IncomingMessage, origin: string): URL {
  return new URL(`${origin}${url}`);
}

function oneValue(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}
