import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import type { DisputeFact } from "~/payments/dispute-fact";
import type { Trx } from "~/platform/database.server";
import { type Booking, findSettlement, listVouchers } from "./bookings.queries.server";
import { addReturned, moveBooking } from "./bookings.store.server";
import { allocateLoss, allocateSurplusLoss, type DisputedVoucher, type LossPart } from "./dispute-loss";
import { getLostMinor, getLostOfCharge, listDisputeParts } from "./disputes.queries.server";
import { insertDisputePart } from "./disputes.store.server";
import { endOvertakenClaims } from "./end-overtaken-claims.server";
import { getReturnedOfCharge } from "./refunds.queries.server";
import { voidVouchers } from "./void-vouchers.server";

/** `surplus_minor`: what was charged, where no booking took the payment. */
export type LostDispute = { booking: Booking; fact: DisputeFact; surplus_minor: Minor | undefined };

/**
 * Spreads a lost dispute over those who bear it, and gives the parts. Unused vouchers of the booking become void and
 * their seats free, merchants are owed less or owe back. Callers hold the booking's lock and post the entry in the same
 * transaction.
 */
export async function loseDispute(
  trx: Trx,
  { booking, fact, surplus_minor }: LostDispute,
  lost_minor: Minor,
  now: Instant,
): Promise<LossPart[]> {
  const parts =
    surplus_minor === undefined
      ? allocateLoss(await listDisputedVouchers(trx, booking), lost_minor)
      : allocateSurplusLoss(surplus_minor - (await getGoneOfCharge(trx, fact.charge_id)), lost_minor);
  const known_count = (await listDisputeParts(trx, fact.id)).length;
  for (const [index, { is_merchant_paid, ...part }] of parts.entries()) {
    await insertDisputePart(trx, {
      dispute_id: fact.id,
      ordinal: known_count + index + 1,
      ...part,
      is_merchant_paid: is_merchant_paid ? 1 : 0,
      recovered_minor: 0,
      recovered_merchant_minor: 0,
    });
    if (part.source === "split" && part.voucher_id !== null) {
      const column = is_merchant_paid ? "owed_back_minor" : "returned_minor";
      await addReturned(trx, part.voucher_id, { column, amount_minor: part.merchant_minor });
    }
  }
  await endOvertakenClaims(trx, { booking_id: booking.id, fact, parts }, now);
  if (surplus_minor === undefined) await endUnused(trx, booking, now);
  return parts;
}

async function getGoneOfCharge(trx: Trx, charge_id: string): Promise<Minor> {
  return (await getReturnedOfCharge(trx, charge_id)) + (await getLostOfCharge(trx, charge_id));
}

async function listDisputedVouchers(trx: Trx, booking: Booking): Promise<DisputedVoucher[]> {
  const disputed: DisputedVoucher[] = [];
  for (const { id, state, gross_minor, refunded_minor } of await listVouchers(trx, booking.id)) {
    const settlement = state === "redeemed" ? await findSettlement(trx, id) : undefined;
    disputed.push({
      id,
      state,
      left_minor: gross_minor - refunded_minor - (await getLostMinor(trx, id)),
      merchant_left_minor: settlement
        ? settlement.amount_minor - settlement.returned_minor - settlement.owed_back_minor
        : 0,
      is_merchant_paid: settlement?.state === "sent" || settlement?.state === "done",
    });
  }
  return disputed;
}

/** A payment that was taken back pays for nothing any more. */
async function endUnused(trx: Trx, booking: Booking, now: Instant): Promise<void> {
  const vouchers = await listVouchers(trx, booking.id);
  const unused_ids = vouchers.flatMap(({ id, state }) => (state === "issued" ? [id] : []));
  if (unused_ids.length === 0) return;
  await voidVouchers(trx, booking, unused_ids);
  const state = vouchers.some((voucher) => voucher.state === "redeemed") ? "redeemed" : "cancelled";
  const change = { state, closed_at: now, close_reason: "charged-back" } as const;
  assert(await moveBooking(trx, booking.id, ["paid"], change), "a booking with unused vouchers is paid");
}
