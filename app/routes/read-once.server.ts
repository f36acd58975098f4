import type { AppLoadContext } from "@remix-run/node";
import { getCommunity } from "~/alliance/alliance.queries.server";
import type { Community } from "~/alliance/community";
import type { Locale } from "~/messages/locale";
import { type DateText, dateTextFor, type Translator, translatorFor } from "~/messages/translator.server";

// what a page and the frames around it all ask for, by request: it is read for the first and shared with the others
const communities = new WeakMap<AppLoadContext, Promise<Community>>();

export function getCommunityOf(context: AppLoadContext): Promise<Community> {
  const reading = communities.get(context) ?? getCommunity(context.services.db.read);
  communities.set(context, reading);
  return reading;
}

/** Texts and dates of one language and zone: putting a formatter together takes longer than most pages' reads. */
const words = new Map<string, { t: Translator; dates: DateText }>();

export function wordsIn(locale: Locale, zone: string): { t: Translator; dates: DateText } {
  const key = `${locale} ${zone}`;
  const known = words.get(key) ?? { t: translatorFor(locale), dates: dateTextFor(locale, zone) };
  words.set(key, known);
  return known;
}
