import fc from "fast-check";
import { expect, test } from "vitest";
import { codeGroups, crockfordText, isTypedCode, normaliseTypedCode, TYPED_CODE_LENGTH } from "~/bookings/voucher-code";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

test("five bits make one character, from the first bit on", () => {
  expect(crockfordText(new Uint8Array([0b00000_000, 0b01_00010_0, 0b0011_0010]), 4)).toBe("0123");
  expect(crockfordText(new Uint8Array([0xff, 0xff]), 3)).toBe("ZZZ");
});

test("every character is of the alphabet, which has no I, L, O and U", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
      const text = crockfordText(bytes, 10);
      expect(text).toHaveLength(10);
      expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    }),
  );
});

test("different bits give different texts", () => {
  const texts = Array.from({ length: 256 }, (_, byte) => crockfordText(new Uint8Array([byte, 0]), 2));
  expect(new Set(texts).size).toBe(256);
});

test("what is misread aloud or on paper is read as meant", () => {
  expect(normaliseTypedCode("oO iIlL")).toBe("001111");
  expect(normaliseTypedCode("7k3m-9qrt 2xa")).toBe("7K3M9QRT2XA");
});

test("full-width characters and every kind of space count", () => {
  expect(normaliseTypedCode("７Ｋ３Ｍ　９ｑｒｔ\u00a02ｘａ\n")).toBe("7K3M9QRT2XA");
});

test("typing it in groups of any width changes nothing", () => {
  const code = fc.array(fc.constantFrom(...ALPHABET), { minLength: 11, maxLength: 11 }).map((each) => each.join(""));
  fc.assert(
    fc.property(code, fc.constantFrom(" ", "-", "", "  "), (text, separator) => {
      const typed = codeGroups(text).join(separator).toLowerCase();
      expect(normaliseTypedCode(typed)).toBe(text);
      expect(isTypedCode(normaliseTypedCode(typed))).toBe(true);
    }),
  );
});

test("eleven characters of the alphabet are a code, anything else is not", () => {
  expect(TYPED_CODE_LENGTH).toBe(11);
  expect(isTypedCode("7K3M9QRT2XA")).toBe(true);
  expect(isTypedCode("7K3M9QRT2X")).toBe(false);
  expect(isTypedCode("7K3M9QRT2XAA")).toBe(false);
  expect(isTypedCode("7K3M9QRT2XU")).toBe(false);
  expect(isTypedCode("")).toBe(false);
});

test("no text a person may send makes reading it fail", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (typed) => {
      expect(typeof isTypedCode(normaliseTypedCode(typed))).toBe("boolean");
    }),
  );
});

test("a code is read aloud in groups of four", () => {
  expect(codeGroups("7K3M9QRT2XA")).toEqual(["7K3M", "9QRT", "2XA"]);
  expect(codeGroups("")).toEqual([]);
});
