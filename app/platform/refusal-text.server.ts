import { chooseLocale } from "~/messages/choose-locale";
import type { Messages } from "~/messages/locale";
import { translatorFor } from "~/messages/translator.server";

/** Why something is refused without a page: one of the `refusals` messages. */
export type RefusalReason = keyof Messages["refusals"];

/** One line in the browser's language: where there is no page, no account has been looked at either. */
export function refusalText(
  { cookie, accept_language }: { cookie: string | undefined; accept_language: string | undefined },
  reason: RefusalReason,
): string {
  const locale = chooseLocale({ cookie_header: cookie, account: undefined, accept_language });
  return translatorFor(locale)(`refusals.${reason}`);
}
