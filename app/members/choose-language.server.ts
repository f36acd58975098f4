import type { Locale } from "~/messages/locale";
import type { Trx } from "~/platform/database.server";
import { updatePerson } from "./members.store.server";

/** The language a person reads from now on, wherever they sign in, and in which messages reach them. */
export async function chooseLanguage(trx: Trx, person_id: string, locale: Locale): Promise<void> {
  await updatePerson(trx, person_id, { locale, is_locale_chosen: 1 });
}
