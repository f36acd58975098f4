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
  // what of an unused voucher came back is surplus now: the voucher holds it no more
  return parts.reduce(
    (sum, part) =>
      sum + part.amount_minor - (part.source === "held" ? 0 : part.recovered_minor + part.recovered_merchant_minor),
    0,
  );
}

/** What lost disputes took of a charge that no booking could take, in minor units. */
export async function getLostSurplusMinor(reader: Reader, charge_id: string): Promise<number> {
  const { lost_minor } = await reader
    .selectFrom("dispute_part")
    .innerJoin("dispute", "dispute.id", "dispute_part.dispute_id")
    .select((eb) =>
      eb.fn
        .coalesce(
          eb.fn.sum<number>(eb("dispute_part.amount_minor", "-", eb.ref("dispute_part.recovered_minor"))),
          eb.lit(0),
        )
        .as("lost_minor"),
    )
    .where("dispute.charge_id", "=", charge_id)
    .where("dispute_part.source", "=", "surplus")
    .executeTakeFirstOrThrow();
  return Number(lost_minor);
}
