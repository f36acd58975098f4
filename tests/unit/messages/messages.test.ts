import { createTranslator } from "use-intl/core";
import { describe, expect, test } from "vitest";
import { type IcuShape, icuShape } from "#tests/support/icu-shape";
import { LOCALES, type Locale } from "~/messages/locale";
import { MESSAGES } from "~/messages/translator.server";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ""): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  );
}

const TEXTS = Object.fromEntries(LOCALES.map((locale) => [locale, new Map(flat(MESSAGES[locale]))])) as Record<
  Locale,
  Map<string, string>
>;
const KEYS = [...TEXTS["zh-CN"].keys()];

describe("the two languages say the same", () => {
  test("with the same keys", () => {
    expect([...TEXTS.en.keys()].sort()).toEqual([...KEYS].sort());
  });

  test("with the same arguments and tags in every text", () => {
    const differing = KEYS.filter((key) => {
      const [chinese, english] = LOCALES.map((locale) => shapeOf(locale, key));
      return names(chinese) !== names(english);
    });
    expect(differing).toEqual([]);
  });

  test("with the plural branches that each language needs", () => {
    const lacking = LOCALES.flatMap((locale) => {
      const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
      return KEYS.flatMap((key) =>
        (shapeOf(locale, key)?.plurals ?? []).flatMap((branches) =>
          needed.filter((category) => !branches.includes(category)).map((category) => `${locale} ${key}: ${category}`),
        ),
      );
    });
    expect(lacking).toEqual([]);
  });

  test("no text is empty, and no Chinese stands in an English one", () => {
    expect(KEYS.filter((key) => LOCALES.some((locale) => TEXTS[locale].get(key) === ""))).toEqual([]);
    const mixed = KEYS.filter((key) => key !== "languages.zh-CN" && /\p{Script=Han}/u.test(TEXTS.en.get(key) ?? ""));
    expect(mixed).toEqual([]);
  });

  test.each(LOCALES)("every text of %s can be put into words for 0, 1, 2 and many", (locale) => {
    const failed: string[] = [];
    const t = createTranslator({
      locale,
      messages: MESSAGES[locale],
      timeZone: "UTC",
      onError: (error) => void failed.push(error.message),
    });
    for (const key of KEYS) {
      const shape = shapeOf(locale, key);
      for (const count of [0, 1, 2, 1_234]) {
        const values = Object.fromEntries([...(shape?.names ?? [])].map((name) => [name, count]));
        const tags = Object.fromEntries([...(shape?.tags ?? [])].map((tag) => [tag, (chunks: string) => chunks]));
        t.markup(key as never, { ...values, ...tags } as never);
      }
    }
    expect(failed).toEqual([]);
  });
});

function shapeOf(locale: Locale, key: string): IcuShape | undefined {
  const text = TEXTS[locale].get(key);
  return text === undefined ? undefined : icuShape(text);
}

function names(shape: IcuShape | undefined): string {
  return [...(shape?.names ?? []), ...[...(shape?.tags ?? [])].map((tag) => `<${tag}>`)].sort().join(" ");
}

describe("an ICU text is read", () => {
  test.each([
    ["plain", [], [], []],
    ["{a} and {b, number}", ["a", "b"], [], []],
    ["<own>{name}</own>", ["name"], ["own"], []],
    ["{n, plural, =0 {} one {# of {all}} other {#}}", ["n", "all"], [], [["=0", "one", "other"]]],
  ])("%s", (text, names_of, tags, plurals) => {
    const shape = icuShape(text);
    expect([[...shape.names], [...shape.tags], shape.plurals]).toEqual([names_of, tags, plurals]);
  });

  test.each(["{a", "{n, plural, one {#}", "{n, select, x {y} other {z}}"])("%s is refused", (text) => {
    expect(() => icuShape(text)).toThrow();
  });
});
