/** A text that a page shows or speaks, and the language its nearest element says it is in. */
export type PageText = { text: string; lang: string };

const TOKEN = /<!--[\s\S]*?-->|<!doctype[^>]*>|<(\/?)([a-z][a-z0-9-]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*\/?>|[^<]+/gi;
const VOID = new Set(["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]);
const SPOKEN = new Set(["alt", "aria-label", "content", "data-label", "label", "placeholder", "title", "value"]);
const UNREAD = new Set(["script", "style"]);

/** Every text of a page as our own server writes it: well-formed, attributes in double quotes. Scripts are left out. */
export function pageTexts(html: string): PageText[] {
  const texts: PageText[] = [];
  const open: { name: string; lang: string }[] = [];
  const lang = () => open.at(-1)?.lang ?? "";
  for (const [token, end, tag, attributes] of html.matchAll(TOKEN)) {
    const name = tag?.toLowerCase();
    if (name === undefined) {
      if (!token.startsWith("<") && !UNREAD.has(open.at(-1)?.name ?? "")) add(texts, token, lang());
    } else if (end) {
      const closed = open.pop();
      if (closed?.name !== name) throw new Error(`</${name}> closes <${closed?.name}>`);
    } else {
      const own = attributesOf(attributes ?? "");
      const element = { name, lang: own.get("lang") ?? lang() };
      for (const [key, value] of own) if (isSpoken(name, key, own)) add(texts, value, element.lang);
      if (!VOID.has(name) && !token.endsWith("/>")) open.push(element);
    }
  }
  return texts;
}

/** Attributes that people read or hear; what a hidden field carries is for programs. */
function isSpoken(element: string, attribute: string, own: ReadonlyMap<string, string>): boolean {
  if (attribute === "value") return element === "input" && own.get("type") !== "hidden";
  return SPOKEN.has(attribute);
}

function attributesOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]) => [name.toLowerCase(), value]),
  );
}

function add(texts: PageText[], text: string, lang: string): void {
  const shown = text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&")
    .trim();
  if (shown) texts.push({ text: shown, lang });
}
