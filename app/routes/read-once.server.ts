import type { AppLoadContext } from "@remix-run/node";
import { getCommunity } from "~/alliance/alliance.queries.server";
import type { Community } from "~/alliance/community";
import type { Person } from "~/members/person";
import type { Locale } from "~/messages/locale";
import { type DateText, dateTextFor, type Translator, translatorFor } from "~/messages/translator.server";

// what a page and the frames around it all ask for, by request: it is read for the first and shared with the others
const communities = new WeakMap<AppLoadContext, Promise<Community>>();
const visitors = new WeakMap<AppLoadContext, Promise<Person | undefined>>();

export function getCommunityOf(context: AppLoadContext): Promise<Community> {
  return readOnce(communities, context, () => getCommunity(context.services.db.read));
}

/** The person behind the session of this request. */
export function findVisitor(context: AppLoadContext, request: Request): Promise<Person | undefined> {
  return readOnce(visitors, context, () => context.sessions.findPerson(request.headers.get("cookie")));
}

function readOnce<T>(known: WeakMap<AppLoadContext, Promise<T>>, context: AppLoadContext, read: () => Promise<T>) {
  const reading = known.get(context) ?? read();
  known.set(context, reading);
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
