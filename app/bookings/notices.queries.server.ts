import type { Instant } from "~/kernel/instant";
import type { NoticeKind } from "~/members/notice";
import type { Reader } from "~/platform/database.server";

/** A person's notices, newest first, with the terms of the bookings they are about. */
export async function listNoticesOf(reader: Reader, person_id: string, limit: number) {
  const rows = await reader
    .selectFrom("notice")
    .leftJoin("booking", "booking.id", "notice.booking_id")
    .selectAll("notice")
    .select("booking.terms_json")
    .where("notice.person_id", "=", person_id)
    .orderBy("notice.created_at", "desc")
    .orderBy("notice.id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as NoticeKind }));
}

/**
 * A notice with everything a text message needs: whose phone, in which language, whose shop, and whether the booking is
 * of a kind that a phone's screen should not show (`is_sensitive`).
 */
export async function findNoticeToSend(reader: Reader, id: string) {
  const row = await reader
    .selectFrom("notice")
    .innerJoin("person", "person.id", "notice.person_id")
    .leftJoin("booking", "booking.id", "notice.booking_id")
    .leftJoin("offer", "offer.id", "booking.offer_id")
    .leftJoin("category", "category.id", "offer.category_id")
    .leftJoin("merchant", "merchant.id", "booking.merchant_id")
    .leftJoin("category as merchant_category", "merchant_category.id", "merchant.category_id")
    .selectAll("notice")
    .select(["person.phone", "person.locale"])
    .select(["booking.terms_json", "booking.resident_id", "booking.contact_phone"])
    .select(["category.is_sensitive", "merchant_category.is_sensitive as is_merchant_sensitive"])
    .where("notice.id", "=", id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { is_sensitive, is_merchant_sensitive, ...notice } = row;
  return {
    ...notice,
    kind: row.kind as NoticeKind,
    is_sensitive: is_sensitive === 1 || is_merchant_sensitive === 1,
  };
}

/**
 * Bookings with paid vouchers whose last day comes before `until`, by id after `after_id`, with what was paid for the
 * unused ones. Slots have a day of their own; while a bank looks into a payment its vouchers wait.
 */
export async function listVouchersExpiring(
  reader: Reader,
  { until, after_id }: { until: Instant; after_id: string },
  now: Instant,
  limit: number,
) {
  const rows = await reader
    .selectFrom("booking")
    .select(["id", "resident_id", "valid_until"])
    .select(({ selectFrom }) =>
      selectFrom("voucher")
        .select((eb) => eb.fn.sum<number>("voucher.gross_minor").as("unused_minor"))
        .whereRef("voucher.booking_id", "=", "booking.id")
        .where("voucher.state", "=", "issued")
        .as("unused_minor"),
    )
    .where("state", "=", "paid")
    .where("slot_id", "is", null)
    .where("valid_until", ">", now)
    .where("valid_until", "<=", until)
    .where("id", ">", after_id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("dispute")
            .select("dispute.id")
            .whereRef("dispute.charge_id", "=", "booking.charge_id")
            .where("dispute.is_blocking", "=", 1),
        ),
      ),
    )
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, unused_minor: Number(row.unused_minor ?? 0) }));
}
