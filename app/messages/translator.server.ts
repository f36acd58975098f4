import { createTranslator } from "use-intl/core";
import { epochMs, type Instant } from "~/kernel/instant";
import { type Locale, MESSAGES } from "./locale";

export type Translator = ReturnType<typeof translatorFor>;

/** Texts for loaders, actions and messages to phones: `t("home.title")`. */
export function translatorFor(locale: Locale) {
  return createTranslator({ locale, messages: MESSAGES[locale], timeZone: "UTC" });
}

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
  const day = new Intl.DateTimeFormat(locale, { timeZone: zone, month: "long", day: "numeric", weekday: "short" });
  const time = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const full = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const date = new Intl.DateTimeFormat(locale, { timeZone: zone, year: "numeric", month: "long", day: "numeric" });
  const month = new Intl.DateTimeFormat(locale, { timeZone: zone, year: "numeric", month: "long" });
  return {
    day: (at) => day.format(epochMs(at)),
    time: (at) => time.format(epochMs(at)),
    dayTime: (at) => `${day.format(epochMs(at))} ${time.format(epochMs(at))}`,
    full: (at) => full.format(epochMs(at)),
    month: (at) => month.format(epochMs(at)),
    date: (at) => date.format(epochMs(at)),
  };
}
