import { createTranslator } from "use-intl/core";
import { epochMs, type Instant } from "~/kernel/instant";
import en from "./en.json";
import type { Locale, Messages } from "./locale";
import zhCN from "./zh-CN.json";

/** Both languages: the server alone has them; a browser loads the one it shows. */
export const MESSAGES: Record<Locale, Messages> = { "zh-CN": zhCN, en };

export type Translator = ReturnType<typeof translatorFor>;

/** Texts for loaders, actions and messages to phones: `t("home.title")`. */
export function translatorFor(locale: Locale) {
  return createTranslator({ locale, messages: MESSAGES[locale], timeZone: "UTC" });
}

/** "kind, page and month" in the reader's language. */
export function listText(locale: Locale, words: readonly string[]): string {
  return new Intl.ListFormat(FORMATS[locale].language, { type: "conjunction" }).format(words);
}

/** Whose habits dates follow, how long a month is beside its weekday, and what stands between a day and a time. */
const FORMATS = {
  "zh-CN": { language: "zh-CN", day_month: "long", between: " " },
  en: { language: "en-GB", day_month: "short", between: ", " },
} as const satisfies Record<Locale, object>;

/** Dates in words, made on the server so that every browser shows the same: "11月20日 周五". */
export type DateText = {
  day(at: Instant): string;
  time(at: Instant): string;
  dayTime(at: Instant): string;
  full(at: Instant): string;
  month(at: Instant): string;
  date(at: Instant): string;
};

/** Formats instants in the community's zone. */
export function dateTextFor(locale: Locale, zone: string): DateText {
  const { language, day_month, between } = FORMATS[locale];
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
  const day = format({ month: day_month, day: "numeric", weekday: "short" });
  const time = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const date = format({ year: "numeric", month: "long", day: "numeric" });
  const month = format({ year: "numeric", month: "long" });
  const full = format({
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  return {
    day: (at) => day.format(epochMs(at)),
    time: (at) => time.format(epochMs(at)),
    dayTime: (at) => `${day.format(epochMs(at))}${between}${time.format(epochMs(at))}`,
    full: (at) => full.format(epochMs(at)),
    month: (at) => month.format(epochMs(at)),
    date: (at) => date.format(epochMs(at)),
  };
}
