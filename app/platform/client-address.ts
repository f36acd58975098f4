/** What a connection and its headers say about where a request comes from. */
export type RequestOrigin = { remote_address: string | undefined; forwarded_for: string | undefined };

/**
 * The address a request is counted under. Every trusted proxy appends the address it was called from, so the right one is
 * that many entries from the right; what a client wrote further left is never believed. An IPv6 network of 64 bits is one
 * subscriber and counts as one. Source: RFC 6177; MDN on X-Forwarded-For.
 */
export function clientAddress(
  { remote_address = "", forwarded_for = "" }: RequestOrigin,
  trusted_proxy_count: number,
): string {
  const remote = subscriberOf(remote_address) ?? "";
  if (trusted_proxy_count === 0) return remote;
  const entries = forwarded_for.split(",").map((entry) => entry.trim());
  return subscriberOf(entries.at(-trusted_proxy_count) ?? entries[0] ?? "") ?? remote;
}

/** What proxies add to a request that they pass on. */
const FORWARDING_HEADERS = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::ffff:127\.\d+\.\d+\.\d+|::1)$/i;

/** A connection, its headers, and what the installation says about proxies before it. */
export type Caller = {
  remote_address: string | undefined;
  headers: Readonly<Record<string, unknown>>;
  trusted_proxy_count: number;
  origin: string;
};

/**
 * True for a program on this very machine. A proxy on it connects from here for the whole world: what it passes on
 * carries one of its headers. Where pages are served over https, there is a proxy; unless it is a trusted one, nobody
 * says that it adds those headers, and then no call counts as one from here.
 */
export function isFromHere({ remote_address = "", headers, trusted_proxy_count, origin }: Caller): boolean {
  const is_proxy_unknown = origin.startsWith("https:") && trusted_proxy_count === 0;
  if (is_proxy_unknown || !LOOPBACK.test(remote_address)) return false;
  return FORWARDING_HEADERS.every((name) => headers[name] === undefined);
}

/** An IPv4 address as it is, an IPv6 one as its /64 network; undefined for what is neither. */
function subscriberOf(text: string): string | undefined {
  const address = withoutPort(text)
    .replace(/%.*$/, "")
    .replace(/^::ffff:(?=\d+\.)/i, "");
  if (isIpv4(address)) return address;
  const url = `http://[${address}]/`;
  if (!/^[\da-f.]*:[\da-f.:]*$/i.test(address) || !URL.canParse(url)) return undefined;
  const words = expandedWords(new URL(url).hostname.slice(1, -1));
  return `${words.slice(0, 4).join(":")}::/64`;
}

/** Some proxies add the port: "198.51.100.7:51234", "[2001:db8::1]:51234"; each connection would count for itself. */
function withoutPort(text: string): string {
  const [, ipv6, ipv4] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(text) ?? [];
  return ipv6 ?? ipv4 ?? text;
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** "2001:db8::1" → its eight words. */
function expandedWords(address: string): string[] {
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return tail === undefined ? left : [...left, ...zeros, ...right];
}
