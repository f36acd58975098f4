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

/** Reads a JSON body, as the second version of the API takes it, into the same tables: lists by index, `null` left out. */
export function parseJsonForm(text: string): FormTable {
  if (text.trim() === "") return emptyTable();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed("The body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed("The body is a JSON object.");
  return tableOf(value, 1);
}

function tableOf(value: object, depth: number): FormTable {
  if (depth > MAX_DEPTH) throw malformed("Parameters are nested too deeply.");
  const table = emptyTable();
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    if (member === null) continue;
    table[key] = typeof member === "object" ? tableOf(member, depth + 1) : String(member);
  }
  return table;
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
