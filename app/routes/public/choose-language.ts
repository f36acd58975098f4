import { redirect } from "@remix-run/node";
import { ok } from "~/kernel/result";
import { chooseLanguage } from "~/members/choose-language.server";
import { LOCALE_COOKIE } from "~/messages/choose-locale";
import type { Locale } from "~/messages/locale";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction } from "../guard.server";
import { nextPath } from "../next-path";

const YEAR_S = 365 * 24 * 60 * 60;

/** Keeps the language in this browser and, for somebody signed in, in their account; then back to the page. */
export const action = guardedAction("public/choose-language", async ({ readForm, services, person }) => {
  const form = readForm();
  if (!form.ok) throw new Response(null, { status: 422 });
  const { locale, next } = form.value;
  if (person && (person.locale !== locale || !person.is_locale_chosen)) {
    await inTransaction(services.db, async (trx) => ok(await chooseLanguage(trx, person.id, locale)));
  }
  const is_secure = services.settings.origin.startsWith("https:");
  return redirect(nextPath(next), { status: 303, headers: { "set-cookie": localeCookie(locale, is_secure) } });
});

function localeCookie(locale: Locale, is_secure: boolean): string {
  const attributes = `Path=/; Max-Age=${YEAR_S}; HttpOnly; SameSite=Lax${is_secure ? "; Secure" : ""}`;
  return `${LOCALE_COOKIE}=${locale}; ${attributes}`;
}

export const loader = answersOnly("POST");
