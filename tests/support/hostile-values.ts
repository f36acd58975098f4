import type { FieldSchema } from "~/routes/declared-form.server";

/** A value as it travels: percent-encoded, because not everything hostile is text. */
export type HostileValue = { name: string; encoded: string };

/** HTML that does something when it is not escaped. */
export const MARKUP = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
/** A header that is set when line ends are not refused. */
export const SMUGGLED_HEADER = "x-smuggled";

const TEXTS: Record<string, string> = {
  empty: "",
  spaces: " \t ",
  "100 kB": "长".repeat(11_000),
  NUL: "a\0b",
  "only NUL": "\0",
  "right to left": "\u202Ecba\u2066",
  "not a word": "[object Object]",
  "prototype name": "__proto__",
  "constructor name": "constructor",
  negative: "-1",
  "negative zero": "-0",
  "too large": "1e309",
  "not a number": "NaN",
  infinite: "Infinity",
  "beyond exact": "9007199254740993",
  fraction: "1.5",
  hexadecimal: "0x10",
  "full width": "１２",
  "year 9999": "9999-12-31T23:59:59.999Z",
  "not a day": "9999-99-99",
  SQL: `'; drop table person; -- " or 1=1`,
  "a pattern": "%_\\%*?[a-",
  HTML: MARKUP,
  CRLF: `a\r\n${SMUGGLED_HEADER}: 1\r\n\r\n<b>`,
  "other site": "//elsewhere.example/\\x",
  script: "javascript:alert(1)",
  traversal: "../../../../etc/passwd",
  template: "{{7*7}}#{7*7}<%= 7*7 %>",
  combined: "e\u0301".repeat(200),
  family: "👨‍👩‍👧‍👦".repeat(20),
};

/** What URLSearchParams would never send. */
const BYTES: Record<string, string> = {
  "lone high surrogate": "a%ED%A0%80b",
  "lone low surrogate": "%ED%B0%80",
  "overlong NUL": "%C0%80",
  "cut UTF-8": "%E0%A4",
  "bad percent": "%zz%",
};

/** Everything hostile that does not depend on the field. */
export const HOSTILE_VALUES: readonly HostileValue[] = [
  ...Object.entries(TEXTS).map(([name, text]) => ({ name, encoded: encodeURIComponent(text) })),
  ...Object.entries(BYTES).map(([name, encoded]) => ({ name, encoded })),
];

/** The values right outside what a field's schema allows, and those on its edge. */
export function edgesOf(schema: FieldSchema): HostileValue[] {
  const { maxLength, minLength, minimum, maximum } = schema as Record<string, number | undefined>;
  const edges: [string, string | undefined][] = [
    ["one too long", maxLength === undefined ? undefined : "长".repeat(maxLength + 1)],
    ["as long as may be", maxLength === undefined ? undefined : "x".repeat(maxLength)],
    ["one too short", minLength === undefined ? undefined : "x".repeat(minLength - 1)],
    ["one too few", minimum === undefined ? undefined : String(minimum - 1)],
    ["one too many", maximum === undefined ? undefined : String(maximum + 1)],
  ];
  return edges.flatMap(([name, text]) => (text === undefined ? [] : [{ name, encoded: encodeURIComponent(text) }]));
}
