import { type RefusalReason, refusalText } from "./refusal-text.server";

/** Somebody whose session ended under an open page sees where to sign in. Source: contract.md, HTTP. */
const SIGN_IN_PATH = "/sign-in";

type Handle = (request: Request) => Promise<Response>;

/**
 * Addresses without a page refuse with a bare status, which a browser shows as a blank page. Gives the sign-in page for
 * 401, leading back to where the form stood, and a line of text for every other refusal; any other answer as it is.
 */
export async function fillBlankRefusal(answer: Response, request: Request, handle: Handle): Promise<Response> {
  const is_blank = answer.status >= 400 && answer.body === null && !("raw" in answer);
  if (!is_blank) return answer;
  if (answer.status === 401) return signInPage(request, handle);
  const headers = new Headers(answer.headers);
  headers.set("content-type", "text/plain; charset=utf-8");
  headers.set("cache-control", "no-store");
  const [cookie, accept_language] = ["cookie", "accept-language"].map((name) => request.headers.get(name) ?? undefined);
  const text = refusalText({ cookie, accept_language }, REASONS[answer.status] ?? "not_possible");
  return new Response(`${text}\n`, { status: answer.status, headers });
}

/** What a bare status means to a person. */
const REASONS: Record<number, RefusalReason> = {
  400: "unreadable",
  403: "forbidden",
  404: "not_found",
  405: "method",
  413: "too_large",
  415: "unreadable",
  422: "unreadable",
  500: "failed",
  503: "busy",
};

async function signInPage(request: Request, handle: Handle): Promise<Response> {
  const address = new URL(SIGN_IN_PATH, request.url);
  address.searchParams.set("next", pathOfSender(request));
  const headers = new Headers();
  for (const name of ["accept-language", "cookie", "host"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const page = await handle(new Request(address, { headers, signal: request.signal }));
  const raw = "raw" in page ? { raw: page.raw } : {};
  return Object.assign(new Response(page.body, { status: 401, headers: page.headers }), raw);
}

/** The page of ours that the form stood on, as far as the browser tells; the sign-in page checks it once more. */
function pathOfSender(request: Request): string {
  const sender = request.headers.get("referer") ?? "";
  if (!URL.canParse(sender)) return "/";
  const { origin, pathname, search } = new URL(sender);
  return origin === new URL(request.url).origin ? pathname + search : "/";
}
