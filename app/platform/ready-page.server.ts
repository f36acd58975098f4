import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { SecurityHeaders } from "./security-headers.server";

/** A page in the form it is sent in: its bytes, the same compressed, and the heads of its three answers. */
export type ReadyPage = {
  status: number;
  etag: string;
  plain: Representation;
  gzip: Representation;
  /** Names and values of a 304: everything but what describes the bytes. */
  unchanged_head: readonly string[];
  /** What this page takes of a cache's room. */
  size_bytes: number;
  /** False for refusals and whatever a route wants kept by nobody. */
  is_storable: boolean;
};

type Representation = { body: Buffer; head: readonly string[] };

/** What a page says unless its route decides: a browser asks again each time, other people's caches keep nothing. */
export const PAGE_CACHE_CONTROL = "private, no-cache";
/** The same for pages that hold nobody's data: caches on the way may keep them, and ask each time too. */
const SHARED_CACHE_CONTROL = "public, no-cache";
/** The same address looks different to somebody signed in, or with another language. */
export const PAGE_VARY = "accept-encoding, accept-language, cookie";
export const COMPRESSED_FROM_BYTES = 1_024;
const COMPRESSION_LEVEL = 5;

const compressBytes = promisify(gzip);

/** Answers in text are compressed once, whole. */
export function compress(whole: Buffer): Promise<Buffer> {
  return compressBytes(whole, { level: COMPRESSION_LEVEL });
}

export function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
}

/**
 * Makes a rendered page ready to be sent to everybody: its inline scripts are allowed by their hashes instead of a
 * nonce, so that bytes, compression and ETag are the same for all. Undefined for what is no page or sets a cookie.
 */
export async function readyPage(
  answer: Response & { raw?: Buffer },
  securityHeaders: SecurityHeaders,
): Promise<ReadyPage | undefined> {
  const body = answer.raw;
  if (!body || answer.headers.has("set-cookie")) return undefined;
  const zipped = body.length >= COMPRESSED_FROM_BYTES ? await compress(body) : undefined;
  const is_storable = answer.status === 200 && answer.headers.get("cache-control") === PAGE_CACHE_CONTROL;
  const etag = `W/"${createHash("sha256").update(body).digest("base64url")}"`;
  const validity = [
    ...securityHeaders(scriptSource(body.toString())).flat(),
    ...["cache-control", is_storable ? SHARED_CACHE_CONTROL : (answer.headers.get("cache-control") ?? "no-store")],
    ...["vary", PAGE_VARY],
    ...(is_storable ? ["etag", etag] : []),
  ];
  const described = [...answer.headers].filter(([name]) => name !== "cache-control").flat();
  const head = (bytes: Buffer, encoding: string[]) => ({
    body: bytes,
    head: [...validity, ...described, ...encoding, "content-length", String(bytes.length)],
  });
  const plain = head(body, []);
  return {
    status: answer.status,
    etag,
    plain,
    gzip: zipped ? head(zipped, ["content-encoding", "gzip"]) : plain,
    unchanged_head: validity,
    size_bytes: body.length + (zipped?.length ?? 0),
    is_storable,
  };
}

const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

/** The hashes of a page's inline scripts, as the Content-Security-Policy wants them. */
function scriptSource(html: string): string {
  const hashes = [...html.matchAll(INLINE_SCRIPT)].map(
    ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );
  return [...new Set(hashes)].join(" ");
}

/** Sends a ready page, or 304 to who has it already. */
export function sendReadyPage(
  request: IncomingMessage,
  response: ServerResponse,
  page: ReadyPage,
  request_id: string,
): void {
  const known = request.headers["if-none-match"];
  if (known !== undefined && page.is_storable && isKnown(known, page.etag)) {
    response.writeHead(304, [...page.unchanged_head, "x-request-id", request_id]).end();
    return;
  }
  const { body, head } = acceptsGzip(request) ? page.gzip : page.plain;
  response.writeHead(page.status, [...head, "x-request-id", request_id]);
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Compares weakly, as If-None-Match does. Source: RFC 9110, 13.1.2. */
function isKnown(known: string, etag: string): boolean {
  if (known === etag || known === "*") return true;
  const tag = etag.slice("W/".length);
  return known.split(",").some((each) => each.trim().replace(/^W\//, "") === tag);
}
