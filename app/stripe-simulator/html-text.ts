const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** HTML that may go out as it is; `html` makes it, and escapes every plain text put into it. */
export class SafeHtml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = string | number | SafeHtml | readonly SafeHtml[] | undefined;

/** Tagged template: pieces of `html` stay, everything else is escaped. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): SafeHtml {
  return new SafeHtml(
    strings.reduce((text, part, index) => text + (index === 0 ? "" : spell(pieces[index - 1])) + part, ""),
  );
}

function spell(piece: Piece): string {
  if (piece === undefined) return "";
  if (piece instanceof SafeHtml) return piece.text;
  if (typeof piece === "object") return piece.map((part) => part.text).join("");
  return String(piece).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
