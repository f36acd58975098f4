import type { IncomingMessage } from "node:http";
import type { RefusalReason } from "./refusal-text.server";
import { isSentFromElsewhere } from "./sent-from-elsewhere.server";

/** An answer that needs no page: a status and a line of plain text. */
export type Refusal = { status: number; reason: RefusalReason };

/** The largest body a form or a webhook may have, in bytes. Source: payments.md, C9. */
export const BODY_LIMIT_BYTES = 256 * 1024;
/** The longest path with its query, in bytes; Node limits all headers together to twice as much. */
const TARGET_LIMIT_BYTES = 8 * 1024;

export const TOO_LARGE: Refusal = { status: 413, reason: "too_large" };

/** What is refused before anybody looks at the route: broken or too large requests, and writes from foreign pages. */
export function refusalOf(
  { method = "", url = "", headers, httpVersion }: IncomingMessage,
  origin: string,
): Refusal | undefined {
  if (!["GET", "HEAD", "POST"].includes(method)) return { status: 405, reason: "method" };
  if (!url.startsWith("/")) return { status: 400, reason: "address_broken" };
  if (Buffer.byteLength(url) > TARGET_LIMIT_BYTES) return { status: 414, reason: "address_too_long" };
  if (headers.host === undefined && httpVersion === "1.1") return { status: 400, reason: "host_missing" };
  if (headers.expect !== undefined && !/^100-continue$/i.test(headers.expect)) {
    return { status: 417, reason: "expectation" };
  }
  if (Number(headers["content-length"] ?? 0) > BODY_LIMIT_BYTES) return TOO_LARGE;
  const provenance = { origin: headers.origin, sec_fetch_site: oneValue(headers["sec-fetch-site"]) };
  return method === "POST" && isSentFromElsewhere(provenance, origin)
    ? { status: 403, reason: "foreign_origin" }
    : undefined;
}

/** The address that was asked for. A path may begin with two slashes: it never names another host. */
export function addressOf({ url = "/" }: IncomingMessage, origin: string): URL {
  return new URL(`${origin}${url}`);
}

function oneValue(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}
