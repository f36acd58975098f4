import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CanonicalValue, canonicalJson, isWellFormed } from "~/kernel/canonical-json";

/** The five lines of contract.md, word for word: what auditors recompute with. */
const contractCanonical = (v: unknown): string =>
  v === null || typeof v !== "object"
    ? JSON.stringify(v)
    : Array.isArray(v)
      ? `[${v.map(contractCanonical).join(",")}]`
      : `{${Object.keys(v)
          .sort()
          .map((k) => `${JSON.stringify(k)}:${contractCanonical((v as Record<string, unknown>)[k])}`)
          .join(",")}}`;

const LEAF = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
) as fc.Arbitrary<CanonicalValue>;
const { value: VALUE } = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    LEAF,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "grapheme-ascii" }), tie("value"), { maxKeys: 4 }),
  ),
}));

describe("canonical text", () => {
  test("is the text of the contract's own five lines, for everything it accepts", () => {
    fc.assert(
      fc.property(VALUE, (value) => {
        expect(canonicalJson(value)).toBe(contractCanonical(value));
      }),
    );
  });

  test("does not depend on the order keys were written in", () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: "茶\n" })).toBe(
      '{"a":"茶\\n","b":[1,{"c":true,"d":null}]}',
    );
  });

  test("reads back as the same value", () => {
    fc.assert(
      fc.property(VALUE, (value) => {
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });
});

describe("what two readers could read differently is refused", () => {
  test.each<[string, unknown]>([
    ["a fraction", 0.1],
    ["an unsafe integer", 2 ** 53],
    ["not a number", Number.NaN],
    ["a lone surrogate", "\ud83c"],
    ["a key outside ASCII", { 茶: 1 }],
    ["nothing at all", { a: undefined }],
  ])("%s", (_name, value) => {
    expect(() => canonicalJson(value as CanonicalValue)).toThrow(TypeError);
  });

  test("pairs of surrogates are text, halves are not", () => {
    expect(["🍵", "茶", ""].every(isWellFormed)).toBe(true);
    expect(["\ud83c", "\udf75\ud83c", "a\udf75"].some(isWellFormed)).toBe(false);
  });
});
