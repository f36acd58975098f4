import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acceptedLocale, chooseLocale, type LocaleWishes } from "~/messages/choose-locale";
import { LOCALES } from "~/messages/locale";

const chosen = (locale: string) => ({ locale, is_locale_chosen: 1 });
const given = (locale: string) => ({ locale, is_locale_chosen: 0 });

describe("the strongest wish decides", () => {
  const WISHES: [name: string, wishes: Partial<LocaleWishes>, locale: string][] = [
    ["the cookie", { cookie_header: "locale=en", account: chosen("zh-CN"), accept_language: "zh-CN" }, "en"],
    ["the cookie beside others", { cookie_header: "session=a=b; locale=zh-CN", account: chosen("en") }, "zh-CN"],
    ["the account's choice", { cookie_header: "session=abc", account: chosen("en"), accept_language: "zh-CN" }, "en"],
    ["the browser", { accept_language: "en-GB,en;q=0.9,zh;q=0.1" }, "en"],
    ["the browser of an account that chose nothing", { account: given("zh-CN"), accept_language: "en" }, "en"],
    ["the account, where the browser says nothing", { account: given("en"), accept_language: "fr" }, "en"],
    ["nobody", {}, "zh-CN"],
    ["an unknown cookie does not", { cookie_header: "locale=fr", account: chosen("en") }, "en"],
    ["another cookie's name does not", { cookie_header: "xlocale=en" }, "zh-CN"],
    ["an unknown account language does not", { account: chosen("tlh"), accept_language: "en" }, "en"],
    ["nor one given to the account", { account: given("tlh") }, "zh-CN"],
  ];
  test.each(WISHES)("%s", (_name, wishes, locale) => {
    const nothing = { cookie_header: undefined, account: undefined, accept_language: undefined };
    expect(chooseLocale({ ...nothing, ...wishes })).toBe(locale);
  });
});

describe("what a browser accepts", () => {
  test.each([
    ["en-GB,en;q=0.9", "en"],
    ["zh-TW,zh;q=0.9,en;q=0.8", "zh-CN"],
    ["zh-Hans-CN", "zh-CN"],
    ["EN", "en"],
    ["fr-FR, en;q=0.5, zh;q=0.4", "en"],
    ["fr, zh;q=0.001", "zh-CN"],
    ["en;q=0.5,zh;q=0.5", "en"],
    ["zh;q=0.5,en;q=0.5", "zh-CN"],
    ["en;q=0.3,zh-CN;q=0.9,en-US;q=0.8", "zh-CN"],
    ["*", "zh-CN"],
    ["zh;q=0,*", "en"],
    ["en;q=0, *;q=0.1", "zh-CN"],
    ["*;q=0.9, en;q=0.1", "zh-CN"],
    ["en ; q=0.7 , zh;q=0.6", "en"],
  ])("%s is answered in %s", (header, locale) => {
    expect(acceptedLocale(header)).toBe(locale);
  });

  test.each([
    "",
    "fr",
    "de-DE,de;q=0.9",
    "en;q=0",
    "zh;q=0,en;q=0",
    "en;q=2",
    "en;q=",
    "en;q=-1",
    "e n",
    "en_GB",
    "english-",
  ])("%j says nothing about ours", (header) => {
    expect(acceptedLocale(header)).toBeUndefined();
  });

  test("no header, however hostile, gives anything but one of our languages", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("en", "zh", "*", "-", ";q=", "0.9", "1e309", ",", ";", "q", "=", "__proto__", "\0"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const locale = chooseLocale({ cookie_header: text, account: chosen(text), accept_language: text });
        expect(LOCALES).toContain(locale);
      }),
    );
  });

  test("a header of many thousand ranges is read at once", () => {
    const started_ms = performance.now();
    expect(acceptedLocale(`${"x-".repeat(8_000)},${"zz;q=0.1,".repeat(8_000)}en`)).toBe("en");
    expect(performance.now() - started_ms).toBeLessThan(1_000);
  });
});
