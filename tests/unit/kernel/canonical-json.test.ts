import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CanonicalValue, canonicalJson, isWellFormed } from "~/kernel/canonical-json";

/** The function printed in contract.md for auditors: what they compute must be what we hash. */
const published = (value: unknown): string =>
  value === null || typeof value !== "object"
    ? JSON.stringify(value)
    : Array.isArray(value)
      ? `[${value.map(published).join(",")}]`
      : `{${Object.keys(value)
          .sort()
          .map((key) => `${JSON.stringify(key)}:${published((value as Record<string, unknown>)[key])}`)
          .join(",")}}`;

const keys = fc.string({ unit: "grapheme-ascii", maxLength: 8 });
const { tree } = fc.letrec<{ tree: CanonicalValue; leaf: CanonicalValue }>((tie) => ({
  leaf: fc.oneof(fc.string({ unit: "binary" }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
  tree: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(keys, tie("tree"), { maxKeys: 4 }),
  ),
}));

function turnedAround(value: CanonicalValue): CanonicalValue {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(turnedAround);
  const members = Object.entries(value as Record<string, CanonicalValue>).reverse();
  return Object.fromEntries(members.map(([key, member]) => [key, turnedAround(member)]));
}

describe("canonical JSON", () => {
  test("is the text that contract.md tells auditors to compute, and JSON that reads as the same value", () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(canonicalJson(value)).toBe(published(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 2_000 },
    );
  });

  test("does not depend on the order in which keys were set, though JSON does", () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(canonicalJson(turnedAround(value))).toBe(canonicalJson(value));
      }),
    );
    expect(JSON.stringify({ b: 1, a: 2 })).toBe('{"b":1,"a":2}');
    expect(canonicalJson({ b: 1, a: 2 })).toBe('{"a":2,"b":1}');
    expect(canonicalJson({ b: 1, 10: 2, 9: 3, a: [{ d: null, c: true }] })).toBe(
      '{"10":2,"9":3,"a":[{"c":true,"d":null}],"b":1}',
    );
  });

  test("writes text as RFC 8785 does", () => {
    expect(canonicalJson('"\\/\b\f\n\r\t\u0001é茶𠮷')).toBe('"\\"\\\\/\\b\\f\\n\\r\\t\\u0001é茶𠮷"');
    expect(canonicalJson(-0)).toBe("0");
    expect(canonicalJson(Number.MAX_SAFE_INTEGER)).toBe("9007199254740991");
  });

  test.each<[string, unknown, string]>([
    ["a fraction", 0.5, "holds whole numbers only: 0.5"],
    ["an unsafe integer", 2 ** 53, "holds whole numbers only: 9007199254740992"],
    ["NaN", Number.NaN, "holds whole numbers only: NaN"],
    ["infinity", Number.POSITIVE_INFINITY, "holds whole numbers only: Infinity"],
    ["a lone surrogate", "\uD83C", "holds well-formed text only"],
    ["a key that is not ASCII", { 茶: 1 }, "keys are ASCII: 茶"],
    ["a key that begins outside ASCII", { 茶a: 1 }, "keys are ASCII: 茶a"],
    ["a key that ends outside ASCII", { a茶: 1 }, "keys are ASCII: a茶"],
    ["a key with a control character", { "a\n": 1 }, "keys are ASCII: a\n"],
    ["a member that is undefined", { a: undefined }, "holds no undefined: a"],
  ])("refuses %s, also deep inside, and says why", (_what, value, why) => {
    const refusal = new TypeError(`canonical JSON ${why}`);
    expect(() => canonicalJson(value as CanonicalValue)).toThrow(refusal);
    expect(() => canonicalJson({ a: [value as CanonicalValue] })).toThrow(refusal);
  });

  test.each<[string, unknown]>([
    ["undefined in a list", [undefined]],
    ["nothing at all", undefined],
  ])("refuses %s, also deep inside", (_what, value) => {
    expect(() => canonicalJson(value as CanonicalValue)).toThrow(TypeError);
    expect(() => canonicalJson({ a: [value as CanonicalValue] })).toThrow(TypeError);
  });
});

test("text is well formed when it survives UTF-8", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0xd7fe, max: 0xe001 }).map((code) => String.fromCharCode(code)) }),
      (text) => {
        expect(isWellFormed(text)).toBe(Buffer.from(text, "utf8").toString("utf8") === text);
      },
    ),
    { numRuns: 2_000 },
  );
});
