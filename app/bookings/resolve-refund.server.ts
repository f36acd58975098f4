import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { sumMinor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import { surplusAccount } from "~/ledger/account";
import { findEntryByIdem, getAccountBalance } from "~/ledger/ledger.queries.server";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { lockBooking } from "./bookings.store.server";
import { getLostOfCharge, isDisputed } from "./disputes.queries.server";
import {
  findRefund,
  findRefundPayment,
  getReservedSurplus,
  getReturnedOfCharge,
  listRefundParts,
  type Refund,
} from "./refunds.queries.server";
import { insertRefundPayment, resolveFailedRefund } from "./refunds.store.server";
import { requestRefund } from "./request-refund.server";
import { reviewSettlement } from "./review-settlement.server";

/**
 * What a person decided about a refund that failed: to ask the processor again, or that it was paid from the bank, where
 * `bank_reference` is what the bank's statement will say.
 */
export type RefundResolution = { refund_id: string; note: string; resolved_by: string } & (
  | { resolution: "asked-again" }
  | { resolution: "paid-otherwise"; bank_reference: string }
);

export type ResolutionRefusal =
  | "refund-unknown"
  | "own-booking"
  | "not-failed"
  | "already-resolved"
  | "payment-waiting"
  | "disputed";

/**
 * Ends the task that a failed refund left. Nothing is ever asked again by itself: a failed refund may have failed for a
 * reason that only a person can see. What was paid from the bank is kept as said, and the task stays open until a bank line
 * bears it out. Where the resident has the money already, the task ends and nothing moves. Deciding twice the same way is
 * deciding once. Source: payments.md, C5.
 */
export async function resolveRefund(
  trx: Trx,
  decided: RefundResolution,
  now: Instant,
): Promise<Result<undefined, ResolutionRefusal>> {
  const { refund_id, resolution, note, resolved_by } = decided;
  const found = await findRefund(trx, refund_id);
  if (!found) return failure("refund-unknown");
  const booking = await lockBooking(trx, found.booking_id);
  if (booking?.resident_id === resolved_by) return failure("own-booking");
  const refund = await findRefund(trx, refund_id);
  assert(refund, "a refund never goes away");
  if (refund.state !== "failed" && refund.state !== "canceled") return failure("not-failed");
  // without a resolution: a dispute took what it owed
  if (refund.resolved_at !== null) return refund.resolution === resolution ? ok() : failure("already-resolved");
  if (await isDisputed(trx, refund.booking_id)) return failure("disputed");
  const is_owed = await isOwed(trx, refund);
  const waiting = await findRefundPayment(trx, refund_id);
  if (waiting) return resolution === "paid-otherwise" ? ok() : failure("payment-waiting");
  if (is_owed && decided.resolution === "paid-otherwise") {
    await keepRefundPayment(trx, { ...decided, amount_minor: refund.amount_minor }, now);
    return ok();
  }
  const change = {
    resolved_at: now,
    resolved_by,
    resolution: is_owed ? "asked-again" : null,
    resolution_note: note,
  } as const;
  assert(await resolveFailedRefund(trx, refund_id, change), "an open task can be ended");
  if (!is_owed) return ok();
  await askAgain(trx, refund, now);
  for (const { voucher_id } of await listRefundParts(trx, refund.id)) {
    if (voucher_id !== null) await reviewSettlement(trx, voucher_id, now);
  }
  return ok();
}

/** False where other refunds or disputes of the charge have given the resident the same money, or are about to. */
async function isOwed(trx: Trx, refund: Refund): Promise<boolean> {
  const { booking_id, charge_id, amount_minor } = refund;
  if (refund.reason === "surplus") {
    // what a late win brought back was lost once, and is owed all the same
    const left_minor = -(await getAccountBalance(trx, surplusAccount(booking_id)));
    return left_minor - (await getReservedSurplus(trx, booking_id)) >= 0;
  }
  const capture = await findEntryByIdem(trx, `charge:${charge_id}`);
  assert(capture, "a refund is made of a charge in the books");
  const charged_minor = sumMinor(capture.postings.flatMap(({ amount }) => (amount > 0 ? [amount] : [])));
  const refunded_minor = await getReturnedOfCharge(trx, charge_id, ["requested", "submitted", "succeeded"]);
  return amount_minor <= charged_minor - refunded_minor - (await getLostOfCharge(trx, charge_id));
}

async function askAgain(trx: Trx, refund: Refund, now: Instant): Promise<void> {
  const { id: replaces_id, booking_id, charge_id, reason, at_fault, loss_borne_by, request_id } = refund;
  const parts = (await listRefundParts(trx, refund.id)).map(({ voucher_id, source, amount_minor }) => ({
    voucher_id,
    source,
    amount_minor,
  }));
  const blame = { at_fault, loss_borne_by };
  const wanted = { booking_id, charge_id, reason, parts, blame, replaces_id, ...(request_id && { request_id }) };
  await requestRefund(trx, wanted, now);
}

async function keepRefundPayment(
  trx: Trx,
  paid: { refund_id: string; amount_minor: number; bank_reference: string; note: string; resolved_by: string },
  now: Instant,
): Promise<void> {
  const { refund_id, amount_minor, bank_reference, note, resolved_by: decided_by } = paid;
  const unended = { state: "waiting", ended_by: null, ended_at: null, bank_line_id: null } as const;
  const said = { refund_id, amount_minor, bank_reference, note, decided_by, decided_at: now };
  await insertRefundPayment(trx, { ...said, ...unended, id: newId() });
}
