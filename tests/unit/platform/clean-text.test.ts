import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanText, isCleanText } from "~/platform/clean-text.server";

test.each([
  ["NUL", "a\0b", "ab"],
  ["half a surrogate pair", "a\uD800b\uDC00", "ab"],
  ["bytes that were no text", "a\uFFFDb", "ab"],
  ["control characters", "a\u0007\u001Bb\u0085", "ab"],
  ["marks that turn the reading direction", "\u202Ea\u2066b\u2069", "ab"],
])("%s is taken away", (_name, text, cleaned) => {
  expect(cleanText(text)).toBe(cleaned);
});

test.each(["林小雨\t一行\r\n两行", "👨‍👩‍👧‍👦", "e\u0301", "שלום\u200E", "\u3000全角", ""])(
  "%j stays as it is",
  (text) => {
    expect(cleanText(text)).toBe(text);
    expect(isCleanText(text)).toBe(true);
  },
);

test("cleaned text is whole Unicode, has no NUL and stays as it is when it is cleaned again", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
      (text) => {
        const cleaned = cleanText(text);
        expect(encodeURIComponent(cleaned)).not.toContain("%00");
        expect(cleanText(cleaned)).toBe(cleaned);
      },
    ),
  );
});
