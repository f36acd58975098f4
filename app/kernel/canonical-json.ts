/** What canonical JSON may hold here: RFC 8785 restricted to strings, safe integers, booleans, null, arrays and objects. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

/**
 * RFC 8785 text of a value: keys sorted, no white space. Refuses what the ledger's format does not know
 * (fractions, unsafe integers, non-ASCII keys, lone surrogates), because two readers could disagree about them.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new TypeError(`canonical JSON holds whole numbers only: ${value}`);
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (!isWellFormed(value)) throw new TypeError("canonical JSON holds well-formed text only");
    return JSON.stringify(value);
  }
  if (value === null || typeof value === "boolean") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  return `{${Object.keys(value)
    .sort()
    .map((key) => member(key, value[key]))
    .join(",")}}`;
}

function member(key: string, value: CanonicalValue | undefined): string {
  if (!/^[\x20-\x7e]*$/.test(key)) throw new TypeError(`canonical JSON keys are ASCII: ${key}`);
  if (value === undefined) throw new TypeError(`canonical JSON holds no undefined: ${key}`);
  return `${JSON.stringify(key)}:${canonicalJson(value)}`;
}

function isList(value: CanonicalValue): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}

/** True when text has no lone surrogate (it survives UTF-8 unchanged). */
export function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
}
