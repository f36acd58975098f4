import { getCommunity } from "~/alliance/alliance.queries.server";
import { parseBookingTerms } from "~/bookings/booking";
import { findNoticeToSend } from "~/bookings/notices.queries.server";
import { instant } from "~/kernel/instant";
import { formatMoney } from "~/kernel/money";
import { lastInstantOf, noticePath, noticeTextName, parseNoticeValues } from "~/members/notice";
import { isMobilePhone, normalisePhone } from "~/members/person";
import { DEFAULT_LOCALE, isLocale } from "~/messages/locale";
import { ownText } from "~/messages/own-text";
import { dateTextFor, translatorFor } from "~/messages/translator.server";
import type { JobTry } from "~/platform/job";
import type { Services } from "~/platform/singletons.server";

type Told = NonNullable<Awaited<ReturnType<typeof findNoticeToSend>>>;

/**
 * Sends a notice to a phone: the one left with the booking, or the person's own. Where there is none, or this
 * installation sends no messages, the notice on the person's page is all. A process killed between sending and the
 * job's end sends it again under the same id.
 */
export async function sendNotice(services: Services, job: JobTry<"send-notice">): Promise<void> {
  const { db, sms } = services;
  const notice = await findNoticeToSend(db.read, job.input.notice_id);
  const phone = notice && phoneOf(notice);
  if (!phone || !sms.isAvailable) return;
  const text = await noticeText(services, notice);
  await sms.send({ id: job.id, phone, text, sent_at: instant(job.created_at) });
}

function phoneOf({ person_id, resident_id, contact_phone, phone }: Told): string | undefined {
  const own = [person_id === resident_id ? contact_phone : null, phone].map((each) => normalisePhone(each ?? ""));
  return own.find(isMobilePhone);
}

/** Amount, what to do, and the shop's name; of health and hardship not even that. Source: domain.md, privacy. */
async function noticeText({ db, settings }: Services, notice: Told): Promise<string> {
  const locale = isLocale(notice.locale) ? notice.locale : DEFAULT_LOCALE;
  const { zone } = await getCommunity(db.read);
  const dates = dateTextFor(locale, zone);
  const { amount_minor, until } = parseNoticeValues(notice.values_json);
  const terms = notice.terms_json === null ? undefined : parseBookingTerms(notice.terms_json);
  const t = translatorFor(locale);
  const text = t(`notice_sms.texts.${noticeTextName(notice.kind, amount_minor)}`, {
    amount: formatMoney(amount_minor),
    until: until ? dates.dayTime(until) : "",
    last_day: until ? dates.day(lastInstantOf(until)) : "",
    link: new URL(noticePath(notice.kind, notice.booking_id), settings.origin).href,
  });
  if (!terms || notice.is_sensitive) return t("notice_sms.plain", { text });
  const shop = ownText(locale, terms.merchant_name_zh, terms.merchant_name_en).text;
  return t("notice_sms.from_shop", { shop, text });
}
