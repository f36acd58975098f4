import type { Reader } from "~/platform/database.server";

export type Refund = Awaited<ReturnType<typeof listRefunds>>[number];
export type RefundPart = Awaited<ReturnType<typeof listRefundParts>>[number];
export type RefundRequest = NonNullable<Awaited<ReturnType<typeof findRefundRequest>>>;

export async function listRefunds(reader: Reader, booking_id: string) {
  return reader
    .selectFrom("refund")
    .selectAll()
    .where("booking_id", "=", booking_id)
    .orderBy("requested_at")
    .orderBy("id")
    .execute();
}

export async function findRefund(reader: Reader, id: string) {
  return reader.selectFrom("refund").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findRefundByStripeId(reader: Reader, stripe_refund_id: string) {
  return reader.selectFrom("refund").selectAll().where("stripe_refund_id", "=", stripe_refund_id).executeTakeFirst();
}

export async function listRefundParts(reader: Reader, refund_id: string) {
  return reader.selectFrom("refund_part").selectAll().where("refund_id", "=", refund_id).orderBy("ordinal").execute();
}

/** What has arrived back at the resident of a booking's own money, in minor units; surplus is no part of it. */
export async function getReturnedMinor(reader: Reader, booking_id: string): Promise<number> {
  const { returned_minor } = await reader
    .selectFrom("refund")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("amount_minor"), eb.lit(0)).as("returned_minor"))
    .where("booking_id", "=", booking_id)
    .where("reason", "<>", "surplus")
    .where((eb) => eb.or([eb("state", "=", "succeeded"), eb("resolution", "=", "paid-otherwise")]))
    .executeTakeFirstOrThrow();
  return Number(returned_minor);
}

/** What is on its way back from one voucher, or was given back from it already, in minor units. */
export async function getClaimedMinor(reader: Reader, voucher_id: string): Promise<number> {
  const { claimed_minor } = await reader
    .selectFrom("refund_part")
    .innerJoin("refund", "refund.id", "refund_part.refund_id")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("refund_part.amount_minor"), eb.lit(0)).as("claimed_minor"))
    .where("refund_part.voucher_id", "=", voucher_id)
    // a failed refund is owed still: only another one in its place counts instead
    .where((eb) => eb.or([eb("refund.resolution", "is", null), eb("refund.resolution", "<>", "asked-again")]))
    .executeTakeFirstOrThrow();
  return Number(claimed_minor);
}

/** True while a refund of this voucher was asked for and the processor has not said how it ended. */
export async function hasRefundInFlight(reader: Reader, voucher_id: string): Promise<boolean> {
  const row = await reader
    .selectFrom("refund_part")
    .innerJoin("refund", "refund.id", "refund_part.refund_id")
    .select("refund.id")
    .where("refund_part.voucher_id", "=", voucher_id)
    .where("refund.state", "in", ["requested", "submitted"])
    .executeTakeFirst();
  return row !== undefined;
}

export async function findRefundRequest(reader: Reader, id: string) {
  return reader.selectFrom("refund_request").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findOpenRefundRequest(reader: Reader, voucher_id: string) {
  return reader
    .selectFrom("refund_request")
    .selectAll()
    .where("voucher_id", "=", voucher_id)
    .where("state", "=", "requested")
    .executeTakeFirst();
}

/** A booking's refund requests, newest first. */
export async function listRefundRequests(reader: Reader, booking_id: string) {
  return reader
    .selectFrom("refund_request")
    .selectAll()
    .where("booking_id", "=", booking_id)
    .orderBy("requested_at", "desc")
    .orderBy("id")
    .execute();
}

/** A booking's complaints, newest first. */
export async function listComplaints(reader: Reader, booking_id: string) {
  return reader
    .selectFrom("complaint")
    .selectAll()
    .where("booking_id", "=", booking_id)
    .orderBy("opened_at", "desc")
    .orderBy("id")
    .execute();
}

export async function listOpenComplaintsOfVoucher(reader: Reader, voucher_id: string) {
  return reader
    .selectFrom("complaint")
    .selectAll()
    .where("voucher_id", "=", voucher_id)
    .where("state", "=", "open")
    .orderBy("opened_at")
    .execute();
}
