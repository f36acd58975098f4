import type { DisputePartTable } from "#db/schema/bookings";
import type { Reader } from "~/platform/database.server";

export type Dispute = NonNullable<Awaited<ReturnType<typeof findDispute>>>;

export async function findDispute(reader: Reader, id: string) {
  return reader.selectFrom("dispute").selectAll().where("id", "=", id).executeTakeFirst();
}

/** A booking's disputes, oldest first. */
export async function listDisputes(reader: Reader, booking_id: string) {
  return reader
    .selectFrom("dispute")
    .selectAll()
    .where("booking_id", "=", booking_id)
    .orderBy("opened_at")
    .orderBy("id")
    .execute();
}

/**
 * True while a bank decides about a booking's payment: nothing of it is used, refunded or ended meanwhile. What happens
 * to surplus is no matter of the booking.
 */
export async function isDisputed(reader: Reader, booking_id: string): Promise<boolean> {
  const row = await reader
    .selectFrom("dispute")
    .innerJoin("booking", "booking.charge_id", "dispute.charge_id")
    .select("dispute.id")
    .where("booking.id", "=", booking_id)
    .where("dispute.is_blocking", "=", 1)
    .executeTakeFirst();
  return row !== undefined;
}

/** True while a bank decides about the charge that a refund of ours would be made of. */
export async function isRefundDisputed(reader: Reader, refund_id: string): Promise<boolean> {
  const row = await reader
    .selectFrom("refund")
    .innerJoin("dispute", "dispute.charge_id", "refund.charge_id")
    .select("dispute.id")
    .where("refund.id", "=", refund_id)
    .where("dispute.is_blocking", "=", 1)
    .executeTakeFirst();
  return row !== undefined;
}

/** True while the processor looks at a booking's payment before it trusts it. */
export async function isUnderReview(reader: Reader, booking_id: string): Promise<boolean> {
  const row = await reader
    .selectFrom("payment_review")
    .select("id")
    .where("booking_id", "=", booking_id)
    .where("closed_at", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Who bore what of a lost dispute, in the order it was taken. */
export async function listDisputeParts(reader: Reader, dispute_id: string) {
  return reader
    .selectFrom("dispute_part")
    .selectAll()
    .where("dispute_id", "=", dispute_id)
    .orderBy("ordinal")
    .execute();
}

/** What lost disputes took of one voucher, and has not come back to whoever had it, in minor units. */
export async function getLostMinor(reader: Reader, voucher_id: string): Promise<number> {
  const parts = await reader
    .selectFrom("dispute_part")
    .select(["source", "amount_minor", "recovered_minor", "recovered_merchant_minor"])
    .where("voucher_id", "=", voucher_id)
    .execute();
  return parts.reduce((sum, part) => sum + lostMinor(part), 0);
}

/** What lost disputes took of what one charge had left, in minor units. */
export async function getLostOfCharge(reader: Reader, charge_id: string): Promise<number> {
  const parts = await reader
    .selectFrom("dispute_part")
    .innerJoin("dispute", "dispute.id", "dispute_part.dispute_id")
    .select(["source", "dispute_part.amount_minor", "recovered_minor", "recovered_merchant_minor"])
    .where("dispute.charge_id", "=", charge_id)
    .where("source", "<>", "loss")
    .execute();
  return parts.reduce((sum, part) => sum + lostMinor(part), 0);
}

/** What of an unused voucher came back is surplus now: the voucher holds it no more. */
function lostMinor(
  part: Pick<DisputePartTable, "source" | "amount_minor" | "recovered_minor" | "recovered_merchant_minor">,
): number {
  return part.amount_minor - (part.source === "held" ? 0 : part.recovered_minor + part.recovered_merchant_minor);
}
