import type { Locale } from "~/messages/locale";
import { MESSAGES } from "~/messages/translator.server";
import type { PageText } from "./page-texts";

/** Whole phrases that only English has: what stands between a message's arguments. */
const ENGLISH_PHRASES = phrasesOf(MESSAGES.en).filter((phrase) => !phrasesOf(MESSAGES["zh-CN"]).includes(phrase));

function phrasesOf(messages: object): string[] {
  return Object.values(messages)
    .flatMap((value: unknown) => (typeof value === "string" ? value.split(/[{}<>]/) : phrasesOf(value as object)))
    .map((phrase) => phrase.trim())
    .filter((phrase) => /[a-z]{2,} [a-z]{2,}/i.test(phrase) && phrase.length >= 10 && !phrase.includes(", plural"));
}

/** Texts in the other language that do not say so, and keys nobody translated. */
export function foreignTexts(locale: Locale, texts: readonly PageText[]): string[] {
  return texts
    .filter(({ text, lang }) => {
      if (/^[a-z_]+(\.[a-z_-]+)+$/.test(text)) return true;
      if (locale === "en") return /\p{Script=Han}/u.test(text) && lang !== "zh-CN";
      return lang === "zh-CN" && ENGLISH_PHRASES.some((phrase) => text.includes(phrase));
    })
    .map(({ text }) => text);
}
