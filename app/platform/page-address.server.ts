/**
 * A page that is the same for everybody who is not signed in: its path, the only parameters it reads, and what it must
 * never show late: services, prices and terms, or these and the community's money.
 */
export type SharedPage = { path: string; parameters: readonly string[]; shows: "catalogue" | "catalogue and books" };

/** One thing that can be asked for; `target` is the address put in its one normal form. */
export type PageAddress = { page: SharedPage; target: string };

/** Longer values are nobody's filter; such a request is answered for itself. */
const VALUE_LENGTH = 100;
const QUERY_LENGTH = 2_000;
const ID = /^[\w-]{1,64}$/;

/**
 * The address of a shared page in its one normal form: known parameters in their declared order, the first value of
 * each, empty ones left out. Unknown parameters (a messenger adds its own to every link) are dropped, so that they
 * cannot fill a cache. Undefined for what is no shared page.
 */
export function pageAddress(url: string, pages: readonly SharedPage[]): PageAddress | undefined {
  const [path = "/", query = ""] = splitOnce(url, "?");
  const page = pages.find((each) => isPath(path, each.path));
  if (!page) return undefined;
  if (query === "" || page.parameters.length === 0) return { page, target: path };
  if (query.length > QUERY_LENGTH) return undefined;
  const search = knownParameters(query, page.parameters);
  return search === undefined ? undefined : { page, target: search ? `${path}?${search}` : path };
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Matches `/offers/:id`: a name after the last slash stands for one id. */
function isPath(path: string, declared: string): boolean {
  const name_at = declared.indexOf(":");
  if (name_at < 0) return path === declared;
  return path.startsWith(declared.slice(0, name_at)) && ID.test(path.slice(name_at));
}

function knownParameters(query: string, names: readonly string[]): string | undefined {
  const sent = new URLSearchParams(query);
  const known = new URLSearchParams();
  for (const name of names) {
    const value = sent.get(name) ?? "";
    if (value.length > VALUE_LENGTH) return undefined;
    if (value !== "") known.set(name, value);
  }
  return known.toString();
}
