import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import type { RefundFact } from "~/payments/checkout";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { type Booking, listVouchers } from "./bookings.queries.server";
import { lockBooking, moveBooking } from "./bookings.store.server";
import { allocateRefund, type ClaimedVoucher } from "./dashboard-refund";
import { endDoubts } from "./end-doubts.server";
import { keepRefund } from "./keep-refund.server";
import { REFUND_BLAME } from "./refund-entries";
import { findRefundByStripeId, getClaimedMinor, type Refund } from "./refunds.queries.server";
import { requestRefund } from "./request-refund.server";
import { takeOverRefunds } from "./take-over-refunds.server";
import { voidVouchers } from "./void-vouchers.server";
import { withholdRefunds } from "./withhold-refunds.server";

/**
 * Takes in a refund that somebody made at the processor without us. What we were about to give back it takes the place
 * of; unused vouchers it covers become void, and what they still hold follows; of used ones the shares are given back.
 * Undefined while its charge is not in the books.
 */
export async function adoptRefund(trx: Trx, fact: RefundFact, now: Instant): Promise<Refund | undefined> {
  const capture = await findEntryByIdem(trx, `charge:${fact.charge_id}`);
  const booking = capture?.booking ? await lockBooking(trx, capture.booking) : undefined;
  if (!capture || !booking) return undefined;
  const known = await findRefundByStripeId(trx, fact.stripe_refund_id);
  if (known) return known;
  const { id: booking_id } = booking;
  const is_surplus = capture.kind === "payment_surplus";
  const allocation = allocateRefund(
    {
      ...(await withholdRefunds(trx, { booking_id, ...fact }, now)),
      vouchers: is_surplus ? [] : await listClaimedVouchers(trx, booking),
    },
    fact.amount_minor,
  );
  const reason = is_surplus ? ("surplus" as const) : ("dashboard" as const);
  const adopted = await keepRefund(trx, { ...adoptedRefund(fact), booking_id, reason }, allocation.parts, now);
  await voidVouchers(trx, booking, allocation.voided_ids);
  if (!is_surplus) await closeEmptied(trx, booking, now);
  await takeOverRefunds(trx, allocation.overtaken, fact, now);
  for (const { voucher_id, source } of allocation.parts) {
    if (source === "split" && voucher_id !== null) await endDoubts(trx, voucher_id, now);
  }
  const rest = allocation.rest.map((each) => ({ ...each, source: "held" as const }));
  if (rest.length > 0) {
    await requestRefund(trx, { booking_id, charge_id: fact.charge_id, reason: "rest", parts: rest }, now);
  }
  return adopted;
}

async function listClaimedVouchers(trx: Trx, booking: Booking): Promise<ClaimedVoucher[]> {
  const claimed: ClaimedVoucher[] = [];
  for (const voucher of await listVouchers(trx, booking.id)) {
    claimed.push({ ...voucher, claimed_minor: await getClaimedMinor(trx, voucher.id) });
  }
  return claimed;
}

function adoptedRefund({ stripe_refund_id, charge_id, amount_minor }: RefundFact) {
  const known = { key: `dashboard:${stripe_refund_id}`, stripe_refund_id, charge_id, amount_minor };
  return { ...known, id: newId(), ...REFUND_BLAME.dashboard, request_id: null, replaces_id: null };
}

/** A booking none of whose vouchers can be used any more is over. */
async function closeEmptied(trx: Trx, booking: Booking, now: Instant): Promise<void> {
  if (booking.state !== "paid") return;
  const vouchers = await listVouchers(trx, booking.id);
  if (vouchers.some(({ state }) => state === "issued")) return;
  const state = vouchers.some((voucher) => voucher.state === "redeemed") ? "redeemed" : "cancelled";
  const change = { state, closed_at: now, close_reason: "refunded-at-processor" } as const;
  assert(await moveBooking(trx, booking.id, ["paid"], change), "the booking was paid");
}
