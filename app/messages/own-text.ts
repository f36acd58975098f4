import { DEFAULT_LOCALE, type Locale } from "./locale";

/** A text and, where it is not in the page's language, the language it is in. */
export type OwnText = { text: string; lang?: Locale };

const HAN = /\p{Script=Han}/u;
/** Two words in Latin letters: a sentence or a name, not a code. */
const LATIN_WORDS = /[A-Za-z]{2,}[ ,.'’-]+[A-Za-z]{2,}/;

/**
 * What a merchant or somebody else wrote, for a reader of `locale`: its English where there is some, else as written.
 * Nobody tells us the language of a name or a note, so the script decides what has to be marked.
 */
export function ownText(locale: Locale, written: string, english?: string | null): OwnText {
  const text = locale === "en" && english?.trim() ? english : written;
  const lang = HAN.test(text) ? DEFAULT_LOCALE : LATIN_WORDS.test(text) ? "en" : locale;
  return lang === locale ? { text } : { text, lang };
}

/** A text with its English, for pages that choose while rendering. */
export type Bilingual = { written: string; english: string };

/** Names by id in the reader's language, for sentences that must be one text. */
export function ownNames(
  locale: Locale,
  rows: Iterable<{ id: string; name_zh: string; name_en: string }>,
): Map<string, string> {
  return new Map([...rows].map(({ id, name_zh, name_en }) => [id, ownText(locale, name_zh, name_en).text]));
}
