import { type Instant, instant } from "~/kernel/instant";
import type { Reader } from "~/platform/database.server";
import { UNPAID_STATES } from "./booking";

export type Booking = NonNullable<Awaited<ReturnType<typeof findBooking>>>;
export type Voucher = Awaited<ReturnType<typeof listVouchers>>[number];

export async function findBooking(reader: Reader, id: string) {
  return reader.selectFrom("booking").selectAll().where("id", "=", id).executeTakeFirst();
}

/** A booking if it belongs to this resident: somebody else's and an unknown one look alike. */
export async function findBookingOf(reader: Reader, resident_id: string, id: string) {
  return reader
    .selectFrom("booking")
    .selectAll()
    .where("id", "=", id)
    .where("resident_id", "=", resident_id)
    .executeTakeFirst();
}

/** A resident's bookings, newest first. */
export async function listBookingsOf(reader: Reader, resident_id: string) {
  return reader
    .selectFrom("booking")
    .selectAll()
    .where("resident_id", "=", resident_id)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
}

export async function listVouchers(reader: Reader, booking_id: string) {
  return reader.selectFrom("voucher").selectAll().where("booking_id", "=", booking_id).orderBy("ordinal").execute();
}

export async function findVoucher(reader: Reader, id: string) {
  return reader.selectFrom("voucher").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findVoucherByCodeDigest(reader: Reader, code_digest: string) {
  return reader.selectFrom("voucher").selectAll().where("code_digest", "=", code_digest).executeTakeFirst();
}

export async function findVoucherByTokenDigest(reader: Reader, token_digest: string) {
  return reader.selectFrom("voucher").selectAll().where("token_digest", "=", token_digest).executeTakeFirst();
}

/** The redemption of a voucher by ordinal: who served it, and when. */
export async function findRedemption(reader: Reader, voucher_id: string, ordinal: number) {
  return reader
    .selectFrom("redemption")
    .selectAll()
    .where("voucher_id", "=", voucher_id)
    .where("ordinal", "=", ordinal)
    .executeTakeFirst();
}

/** The redeemed voucher's share on its way to the merchant; undefined where nothing was paid or it is not redeemed. */
export async function findSettlement(reader: Reader, voucher_id: string) {
  return reader.selectFrom("settlement").selectAll().where("voucher_id", "=", voucher_id).executeTakeFirst();
}

/** The settlements of these vouchers, in their vouchers' order. */
export async function listSettlementsOf(reader: Reader, voucher_ids: readonly string[]) {
  if (voucher_ids.length === 0) return [];
  return reader
    .selectFrom("settlement")
    .selectAll()
    .where("voucher_id", "in", voucher_ids)
    .orderBy("voucher_id")
    .execute();
}

type RedemptionFilter = {
  limit: number;
  offset: number;
  cashier_id?: string | undefined;
  voucher_id?: string | undefined;
};

/**
 * Redemptions at a merchant, newest first, with the merchant's share in minor units (null where nothing was paid);
 * `cashier_id` keeps those that one person confirmed, `voucher_id` those of one voucher.
 */
export async function listRedemptions(
  reader: Reader,
  merchant_id: string,
  { limit, offset, cashier_id, voucher_id }: RedemptionFilter,
) {
  return reader
    .selectFrom("redemption")
    .innerJoin("voucher", "voucher.id", "redemption.voucher_id")
    .innerJoin("booking", "booking.id", "voucher.booking_id")
    .innerJoin("person as resident", "resident.id", "booking.resident_id")
    .leftJoin("person as cashier", "cashier.id", "redemption.cashier_id")
    .leftJoin("settlement", "settlement.voucher_id", "redemption.voucher_id")
    .select([
      "redemption.voucher_id",
      "redemption.ordinal",
      "redemption.redeemed_at",
      "redemption.undone_at",
      "redemption.is_no_show",
      "booking.terms_json",
      "voucher.gross_minor",
      "settlement.amount_minor as share_minor",
      "resident.name as resident_name",
      "cashier.name as cashier_name",
    ])
    .where("redemption.merchant_id", "=", merchant_id)
    .$if(cashier_id !== undefined, (query) => query.where("redemption.cashier_id", "=", cashier_id ?? ""))
    .$if(voucher_id !== undefined, (query) => query.where("redemption.voucher_id", "=", voucher_id ?? ""))
    .orderBy("redemption.redeemed_at", "desc")
    .orderBy("redemption.voucher_id")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function countRedemptions(reader: Reader, merchant_id: string): Promise<number> {
  const { count } = await reader
    .selectFrom("redemption")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("merchant_id", "=", merchant_id)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Everybody who ever booked a slot. */
export async function listBookingsOfSlot(reader: Reader, slot_id: string): Promise<Booking[]> {
  return reader.selectFrom("booking").selectAll().where("slot_id", "=", slot_id).orderBy("id").execute();
}

/** When the first of those who are booked on a slot paid, or was confirmed for nothing; undefined while nobody is. */
export async function findFirstPaidAt(reader: Reader, slot_id: string): Promise<Instant | undefined> {
  const { paid_at } = await reader
    .selectFrom("booking")
    .select((eb) => eb.fn.min<string | null>("paid_at").as("paid_at"))
    .where("slot_id", "=", slot_id)
    .where("state", "=", "paid")
    .executeTakeFirstOrThrow();
  return paid_at === null ? undefined : instant(paid_at);
}

/** Bookings of a merchant's slots that begin in `from` ≤ t < `to`, in order; seats given back are not counted. */
export async function listSlotBookings(
  reader: Reader,
  merchant_id: string,
  { from, to }: { from: Instant; to: Instant },
) {
  const rows = await reader
    .selectFrom("booking")
    .innerJoin("slot", "slot.id", "booking.slot_id")
    .innerJoin("voucher", "voucher.booking_id", "booking.id")
    .innerJoin("person", "person.id", "booking.resident_id")
    .select(["booking.id", "booking.terms_json", "booking.contact_phone", "booking.note"])
    .select(["slot.starts_at", "slot.ends_at", "person.name as resident_name"])
    .select((eb) => [
      eb.fn.countAll<number>().as("headcount"),
      eb.fn.count<number>("voucher.redeemed_at").as("redeemed_count"),
    ])
    .where("booking.merchant_id", "=", merchant_id)
    .where("slot.starts_at", ">=", from)
    .where("slot.starts_at", "<", to)
    .where("voucher.state", "<>", "void")
    .groupBy(["booking.id", "booking.terms_json", "booking.contact_phone", "booking.note"])
    .groupBy(["slot.starts_at", "slot.ends_at", "person.name"])
    .orderBy("slot.starts_at")
    .orderBy("booking.id")
    .execute();
  return rows.map((row) => ({ ...row, headcount: Number(row.headcount), redeemed_count: Number(row.redeemed_count) }));
}

/**
 * What a merchant will be paid, less what was refunded before: still inside the contest window, payable, and on its way,
 * in minor units.
 */
export async function getSettlementSums(reader: Reader, merchant_id: string) {
  const rows = await reader
    .selectFrom("settlement")
    .select(["state"])
    .select((eb) => eb.fn.sum<number>(eb("amount_minor", "-", eb.ref("returned_minor"))).as("payable_minor"))
    .where("merchant_id", "=", merchant_id)
    .groupBy("state")
    .execute();
  const sums = new Map(rows.map((row) => [row.state, Number(row.payable_minor)]));
  return {
    waiting_minor: (sums.get("waiting") ?? 0) + (sums.get("held") ?? 0),
    due_minor: sums.get("due") ?? 0,
    sent_minor: sums.get("sent") ?? 0,
  };
}

/** Unpaid bookings whose time to pay is over. */
export async function listOverdueBookings(reader: Reader, now: Instant, limit: number) {
  return reader
    .selectFrom("booking")
    .select(["id", "state"])
    .where("state", "in", UNPAID_STATES)
    .where("hold_until", "<=", now)
    .orderBy("hold_until")
    .limit(limit)
    .execute();
}

/** Paid bookings whose vouchers can no longer be redeemed, but for those whose payment is disputed or under review: they wait. */
export async function listExpiredBookings(reader: Reader, now: Instant, limit: number) {
  return reader
    .selectFrom("booking")
    .select("id")
    .where("state", "=", "paid")
    .where("valid_until", "<=", now)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("dispute")
            .select("dispute.id")
            .whereRef("dispute.charge_id", "=", "booking.charge_id")
            .where("dispute.is_blocking", "=", 1),
        ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("payment_review")
            .select("payment_review.id")
            .whereRef("payment_review.booking_id", "=", "booking.id")
            .where("payment_review.closed_at", "is", null),
        ),
      ),
    )
    .orderBy("valid_until")
    .limit(limit)
    .execute();
}

/** Those of the bookings that may be named in public: neither their offer nor their merchant is health or hardship. */
export async function listOpenBookingIds(reader: Reader, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await reader
    .selectFrom("booking")
    .innerJoin("offer", "offer.id", "booking.offer_id")
    .innerJoin("category", "category.id", "offer.category_id")
    .innerJoin("merchant", "merchant.id", "booking.merchant_id")
    .innerJoin("category as merchant_category", "merchant_category.id", "merchant.category_id")
    .select("booking.id")
    .where("booking.id", "in", ids)
    .where("category.is_sensitive", "=", 0)
    .where("merchant_category.is_sensitive", "=", 0)
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** How many vouchers of every offer of a merchant were sold (paid and not given back). */
export async function countSoldByOffer(reader: Reader, merchant_id: string): Promise<Map<string, number>> {
  const rows = await reader
    .selectFrom("voucher")
    .innerJoin("booking", "booking.id", "voucher.booking_id")
    .select(["booking.offer_id", (eb) => eb.fn.countAll<number>().as("count")])
    .where("booking.merchant_id", "=", merchant_id)
    .where("voucher.state", "<>", "void")
    .groupBy("booking.offer_id")
    .execute();
  return new Map(rows.map((row) => [row.offer_id, Number(row.count)]));
}

/** How many vouchers of one offer were sold (paid and not given back). */
export async function countSold(reader: Reader, offer_id: string): Promise<number> {
  const { count } = await reader
    .selectFrom("voucher")
    .innerJoin("booking", "booking.id", "voucher.booking_id")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("booking.offer_id", "=", offer_id)
    .where("voucher.state", "<>", "void")
    .executeTakeFirstOrThrow();
  return Number(count);
}
