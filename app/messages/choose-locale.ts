import { DEFAULT_LOCALE, isLocale, LOCALES, type Locale } from "./locale";

/** Holds the language somebody chose in this browser. */
export const LOCALE_COOKIE = "locale";

/** What a request and an account say about language; none of it can be trusted to be well-formed. */
export type LocaleWishes = {
  cookie_header: string | null | undefined;
  /** Its language is a choice of its owner only where `is_locale_chosen` is 1. */
  account: { locale: string; is_locale_chosen: number } | undefined;
  accept_language: string | null | undefined;
};

/**
 * The strongest wish that is one of our languages: what was chosen in this browser, what the account's owner chose
 * anywhere, what the browser prefers, the language the account was made with (by a list, or by a desk's computer), Chinese.
 */
export function chooseLocale({ cookie_header, account, accept_language }: LocaleWishes): Locale {
  const account_locale = isLocale(account?.locale) ? account.locale : undefined;
  return (
    cookieLocale(cookie_header ?? "") ??
    (account?.is_locale_chosen ? account_locale : undefined) ??
    acceptedLocale(accept_language ?? "") ??
    account_locale ??
    DEFAULT_LOCALE
  );
}

function cookieLocale(cookie_header: string): Locale | undefined {
  return cookie_header
    .split(";")
    .map((pair) => pair.trim().split("="))
    .filter(([name]) => name === LOCALE_COOKIE)
    .map(([, value]) => value)
    .find(isLocale);
}

/**
 * The language a browser prefers among ours; undefined where it accepts neither. A range counts for every variant of
 * its language (`zh-TW` is answered in Chinese), q=0 refuses one, `*` stands for those not named.
 * Source: RFC 9110, 12.5.4; RFC 4647, 3.3.1.
 */
export function acceptedLocale(accept_language: string): Locale | undefined {
  const ranges = accept_language.split(",").flatMap(readRange);
  const rated = LOCALES.map((locale) => ({ locale, ...rangeFor(locale, ranges) })).filter(({ weight }) => weight > 0);
  return rated.sort((a, b) => b.weight - a.weight || a.place - b.place)[0]?.locale;
}

type Range = { language: string; weight: number };

/** `zh-CN;q=0.8` → its language and weight; nothing for what is malformed. */
function readRange(text: string): Range[] {
  const match = /^\s*(\*|[a-z]{1,8})(?:-(?:[a-z0-9]{1,8}|\*))*\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i.exec(
    text,
  );
  if (!match?.[1]) return [];
  return [{ language: match[1].toLowerCase(), weight: Number(match[2] ?? "1") }];
}

/** The heaviest range that names the locale's language, the first among equals; else the one for all others. */
function rangeFor(locale: Locale, ranges: readonly Range[]): { weight: number; place: number } {
  const [language = ""] = locale.split("-");
  const placed = ranges.map((range, place) => ({ ...range, place }));
  const named = placed.filter((range) => range.language === language).sort((a, b) => b.weight - a.weight)[0];
  const others = placed.find((range) => range.language === "*");
  return named ?? others ?? { weight: 0, place: ranges.length };
}
