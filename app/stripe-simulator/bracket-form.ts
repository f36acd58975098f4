import { malformed } from "./api-failure";

export type FormValue = string | FormTable;
export type FormTable = { [key: string]: FormValue };

const MAX_FIELD_COUNT = 2_000;
const MAX_DEPTH = 8;

/** Reads Stripe's bracket notation: `a[b]=1`, `a[0][b]=1`, `a[]=1`. Lists become tables with the keys 0, 1, 2… */
export function parseBracketForm(text: string): FormTable {
  const root = emptyTable();
  let field_count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    field_count += 1;
    if (field_count > MAX_FIELD_COUNT) throw malformed("Too many parameters.");
    setField(root, name, value);
  }
  return root;
}

function setField(root: FormTable, name: string, value: string): void {
  const path = [name.replace(/\[[\s\S]*$/, ""), ...[...name.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? "")];
  if (path.length > MAX_DEPTH) throw malformed("Parameters are nested too deeply.", { param: name.slice(0, 100) });
  let table = root;
  path.forEach((step, index) => {
    const key = step === "" ? String(Object.keys(table).length) : step;
    if (index === path.length - 1) {
      table[key] = value;
      return;
    }
    const child = table[key] ?? emptyTable();
    if (typeof child === "string")
      throw malformed(`Invalid parameter: ${name.slice(0, 100)}`, { param: name.slice(0, 100) });
    table[key] = child;
    table = child;
  });
}

/** No prototype: a field called `__proto__` is a field like any other. */
function emptyTable(): FormTable {
  return Object.create(null) as FormTable;
}

/** One text for one meaning: the same parameters in another order give the same text. */
export function canonicalForm(value: FormValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalForm(value[key] ?? "")}`);
  return `{${members.join(",")}}`;
}
