import type { ExpressionBuilder } from "kysely";
import type { RefundState } from "#db/schema/bookings";
import type { Schema } from "#db/schema/schema";
import type { Reader } from "~/platform/database.server";
import { getLostMinor } from "./disputes.queries.server";

export type Refund = Awaited<ReturnType<typeof listRefunds>>[number];
export type RefundPart = Awaited<ReturnType<typeof listRefundParts>>[number];
export type RefundRequest = NonNullable<Awaited<ReturnType<typeof findRefundRequest>>>;

export async function listRefunds(reader: Reader, booking_id: string) {
  return reader
    .selectFrom("refund")
    .selectAll()
    .where("booking_id", "=", booking_id)
    .orderBy("requested_at")
    .orderBy((eb) =>
      eb.case().when("key", "like", "dashboard:%").then(0).when("replaces_id", "is not", null).then(1).else(2).end(),
    )
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

/**
 * What has arrived back at the resident of a booking's own money, in minor units: refunds that succeeded, and unused
 * vouchers that a lost dispute took. Surplus is no part of it, nor what of a refund went back a second time.
 */
export async function getReturnedMinor(reader: Reader, booking_id: string): Promise<number> {
  const { refunded_minor } = await reader
    .selectFrom("refund_part")
    .innerJoin("refund", "refund.id", "refund_part.refund_id")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("refund_part.amount_minor"), eb.lit(0)).as("refunded_minor"))
    .where("refund.booking_id", "=", booking_id)
    .where("refund_part.source", "<>", "surplus")
    .where((eb) => hasReturned(eb, ["succeeded"]))
    .executeTakeFirstOrThrow();
  const disputed = await reader
    .selectFrom("dispute_part")
    .innerJoin("dispute", "dispute.id", "dispute_part.dispute_id")
    .select((eb) => {
      const lost = eb("dispute_part.amount_minor", "-", eb.ref("dispute_part.recovered_minor"));
      return eb.fn.coalesce(eb.fn.sum<number>(lost), eb.lit(0)).as("lost_minor");
    })
    .where("dispute.booking_id", "=", booking_id)
    .where("dispute_part.source", "=", "held")
    .executeTakeFirstOrThrow();
  return Number(refunded_minor) + Number(disputed.lost_minor);
}

/** What of one charge left for the resident by refunds in one of the `states`, or otherwise, in minor units. */
export async function getReturnedOfCharge(
  reader: Reader,
  charge_id: string,
  states: readonly RefundState[] = ["submitted", "succeeded"],
): Promise<number> {
  const { returned_minor } = await reader
    .selectFrom("refund")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("amount_minor"), eb.lit(0)).as("returned_minor"))
    .where("charge_id", "=", charge_id)
    .where((eb) => hasReturned(eb, states))
    .executeTakeFirstOrThrow();
  return Number(returned_minor);
}

function hasReturned(eb: ExpressionBuilder<Schema, "refund">, states: readonly RefundState[]) {
  return eb.or([eb("refund.state", "in", states), eb("refund.resolution", "=", "paid-otherwise")]);
}

/** What is on its way back from one voucher, was given back from it or was taken by a lost dispute, in minor units. */
export async function getClaimedMinor(reader: Reader, voucher_id: string): Promise<number> {
  const { claimed_minor } = await reader
    .selectFrom("refund_part")
    .innerJoin("refund", "refund.id", "refund_part.refund_id")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("refund_part.amount_minor"), eb.lit(0)).as("claimed_minor"))
    .where("refund_part.voucher_id", "=", voucher_id)
    // a failed refund is owed still, until another one takes its place or a dispute
    .where((eb) => eb.or([eb("refund.resolved_at", "is", null), eb("refund.resolution", "=", "paid-otherwise")]))
    .executeTakeFirstOrThrow();
  return Number(claimed_minor) + (await getLostMinor(reader, voucher_id));
}

/**
 * True while a refund of this voucher was asked for and the processor has not said how it ended, or it failed and nobody
 * has decided what becomes of it.
 */
export async function hasRefundInFlight(reader: Reader, voucher_id: string): Promise<boolean> {
  const row = await reader
    .selectFrom("refund_part")
    .innerJoin("refund", "refund.id", "refund_part.refund_id")
    .select("refund.id")
    .where("refund_part.voucher_id", "=", voucher_id)
    .where((eb) =>
      eb.or([
        eb("refund.state", "in", ["requested", "submitted"]),
        eb.and([eb("refund.state", "in", ["failed", "canceled"]), eb("refund.resolved_at", "is", null)]),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
}

/** What somebody said was paid from the bank instead of a failed refund, unless that was withdrawn. */
export async function findRefundPayment(reader: Reader, refund_id: string) {
  return reader
    .selectFrom("refund_payment")
    .selectAll()
    .where("refund_id", "=", refund_id)
    .where("state", "<>", "withdrawn")
    .executeTakeFirst();
}

/** Refunds said to be paid from the bank that wait for their bank line, oldest first; of one amount or of any. */
export async function listWaitingRefundPayments(reader: Reader, amount_minor?: number) {
  return reader
    .selectFrom("refund_payment")
    .innerJoin("person", "person.id", "refund_payment.decided_by")
    .selectAll("refund_payment")
    .select("person.name as decider_name")
    .where("refund_payment.state", "=", "waiting")
    .$if(amount_minor !== undefined, (query) => query.where("refund_payment.amount_minor", "=", amount_minor ?? 0))
    .orderBy("refund_payment.decided_at")
    .orderBy("refund_payment.id")
    .execute();
}

/** Refunds of what a late win of a dispute brought back, whatever became of them. */
export async function listRecoveredRefunds(reader: Reader, dispute_id: string) {
  return reader
    .selectFrom("refund")
    .selectAll()
    .where("key", ">=", `recovered:${dispute_id}:`)
    .where("key", "<", `recovered:${dispute_id};`)
    .orderBy("key")
    .execute();
}

/** What of a booking's surplus a refund waits for that was not posted, or has failed and nobody decided, in minor units. */
export async function getReservedSurplus(reader: Reader, booking_id: string): Promise<number> {
  const { reserved_minor } = await reader
    .selectFrom("refund_part")
    .innerJoin("refund", "refund.id", "refund_part.refund_id")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("refund_part.amount_minor"), eb.lit(0)).as("reserved_minor"))
    .where("refund.booking_id", "=", booking_id)
    .where("refund_part.source", "=", "surplus")
    .where("refund.resolved_at", "is", null)
    .where("refund.state", "in", ["requested", "failed", "canceled"])
    .executeTakeFirstOrThrow();
  return Number(reserved_minor);
}

/** Refunds of one amount that were paid from the bank and have not come back, newest first. */
export async function listConfirmedRefundPayments(reader: Reader, amount_minor: number) {
  return reader
    .selectFrom("refund_payment")
    .innerJoin("refund", "refund.id", "refund_payment.refund_id")
    .selectAll("refund_payment")
    .where("refund_payment.state", "=", "confirmed")
    .where("refund.resolution", "=", "paid-otherwise")
    .where("refund_payment.amount_minor", "=", amount_minor)
    .orderBy("refund_payment.decided_at", "desc")
    .orderBy("refund_payment.id")
    .execute();
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

export async function findComplaint(reader: Reader, id: string) {
  return reader.selectFrom("complaint").selectAll().where("id", "=", id).executeTakeFirst();
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
