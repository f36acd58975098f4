import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchPhrases, searchText } from "~/offers/search-text";

/** As the query does it: every phrase, at the beginning of a word, must occur. */
function isFound(query: string, ...texts: string[]): boolean {
  const text = searchText(...texts);
  const phrases = searchPhrases(query);
  return phrases.every((phrase) => text.includes(` ${phrase}`));
}

describe("what is found", () => {
  test.each([
    ["one character", "茶", "双人盖碗茶"],
    ["two characters", "盖碗", "双人盖碗茶"],
    ["the beginning", "双人", "双人盖碗茶"],
    ["the whole", "双人盖碗茶", "双人盖碗茶"],
    ["a Latin word's beginning", "hai", "Men's haircut"],
    ["any case and width", "ＨＡＩＲ", "Men's haircut"],
    ["Chinese and Latin in one word", "茶tea", "双人盖碗茶 Tea for two"],
    ["Latin right behind Chinese", "学English", "少儿学English口语"],
    ["a number", "24", "24小时开锁"],
    ["a number behind Chinese", "小时24", "24小时开锁"],
    ["several words in any order", "two tea", "Tea for two"],
    ["words apart in Chinese", "茶 双人", "双人盖碗茶"],
    ["through punctuation", "早茶一碗", "早茶·一碗"],
  ])("%s: %s", (_what, query, text) => {
    expect(isFound(query, text)).toBe(true);
  });

  test.each([
    ["characters that do not stand together", "双茶", "双人盖碗茶"],
    ["the middle of a Latin word", "cut", "Men's haircut"],
    ["one of two words", "tea coffee", "Tea for two"],
    ["characters in another order", "碗盖", "双人盖碗茶"],
  ])("not %s: %s", (_what, query, text) => {
    expect(isFound(query, text)).toBe(false);
  });

  test("any of the texts counts, but no phrase reaches from one into the next without standing there", () => {
    expect(isFound("鹤鸣", "双人盖碗茶", "鹤鸣茶社")).toBe(true);
    expect(isFound("理发", "手工理", "修面剪发")).toBe(false);
  });

  test("rare characters outside the basic plane are characters like others", () => {
    expect(isFound("𠮷", "𠮷野家")).toBe(true);
  });
});

describe("hostile input", () => {
  test.each([
    ["wildcards", "%_%"],
    ["a quotation mark", "' or 1=1 --"],
    ["backslashes", "\\\\"],
    ["NUL", "\u0000"],
    ["only punctuation", "——！？"],
    ["a lone surrogate", "\ud800"],
    ["bidirectional marks", "\u202e\u2066"],
  ])("%s leaves only letters, digits and Han characters", (_what, query) => {
    for (const phrase of searchPhrases(query)) expect(phrase).toMatch(/^[\p{Letter}\p{Number} ]+$/u);
  });

  test("nothing but separators is no phrase at all", () => {
    expect(searchPhrases("")).toEqual([]);
    expect(searchPhrases(" \t\n　%_'")).toEqual([]);
  });

  test("whatever is typed, phrases hold no wildcard and every text contains itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        for (const phrase of searchPhrases(text)) expect(phrase).not.toMatch(/[%_\\'"]/);
        expect(isFound(text, text)).toBe(true);
      }),
    );
  });
});

describe("the stored text", () => {
  test("begins and ends with a space, and every Han character is a word", () => {
    expect(searchText("双人茶", "Tea for 2")).toBe(" 双 人 茶 tea for 2 ");
  });

  test("ligatures, circled and full-width characters are what they stand for", () => {
    expect(searchText("ﬁne ② Ｔｅａ")).toBe(" fine 2 tea ");
  });
});
