/** A base that no address of ours has: what leaves it leads elsewhere. */
const NOWHERE = "http://nowhere.invalid";

/** A path of ours to go to after signing in; anything that could lead to another site becomes the start page. */
export function nextPath(text: string | null | undefined): string {
  if (!text?.startsWith("/") || !URL.canParse(text, NOWHERE)) return "/";
  const url = new URL(text, NOWHERE);
  // dot segments may leave two slashes in front, which a browser reads as another host
  const is_ours = url.origin === NOWHERE && !url.pathname.startsWith("//");
  return is_ours ? url.pathname + url.search : "/";
}
