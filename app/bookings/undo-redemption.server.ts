import { getCommunity } from "~/alliance/alliance.queries.server";
import { promiseAgain } from "~/fund/promise-again.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import { redemptionUndoneEntry } from "./booking-entries";
import { findBooking, findRedemption, findVoucher, type Voucher } from "./bookings.queries.server";
import {
  deleteUnsentSettlement,
  lockBookingOfVoucher,
  reissueRedeemedVoucher,
  undoRedemptionRow,
} from "./bookings.store.server";
import { endComplaints } from "./end-complaints.server";
import { notifyResident } from "./notify-resident.server";
import { undoableUntil } from "./redemption-contest";
import { findOpenRefundRequest, getClaimedMinor, listOpenComplaintsOfVoucher } from "./refunds.queries.server";
import { answerRefundRequest } from "./refunds.store.server";
import { reviewBooking } from "./review-booking.server";

/** Which redemption is taken back, at which counter, by whom and why. */
export type Undoing = { voucher_id: string; ordinal: number; merchant_id: string; cashier_id: string; reason: string };

export type UndoRefusal = "redemption-unknown" | "own-booking" | "undo-over" | "refund-given" | "already-paid-out";

/**
 * Takes a redemption back within an hour: the split is mirrored, the voucher can be redeemed again, and the resident's
 * contest of it has had its way. Undoing twice is undoing once. Source: domain.md, What happens to a booking.
 */
export async function undoRedemption(
  trx: Trx,
  undoing: Undoing,
  now: Instant,
): Promise<Result<undefined, UndoRefusal>> {
  const { voucher_id, ordinal, merchant_id, cashier_id, reason } = undoing;
  await lockBookingOfVoucher(trx, voucher_id);
  const redemption = await findRedemption(trx, voucher_id, ordinal);
  const voucher = await findVoucher(trx, voucher_id);
  if (!redemption || !voucher || redemption.merchant_id !== merchant_id) return failure("redemption-unknown");
  if (redemption.undone_at !== null) return ok();
  if ((await findBooking(trx, voucher.booking_id))?.resident_id === cashier_id) return failure("own-booking");
  const is_over = redemption.is_no_show === 1 || now > undoableUntil(redemption.redeemed_at);
  if (is_over) return failure("undo-over");
  if ((await getClaimedMinor(trx, voucher_id)) > 0) return failure("refund-given");
  if (voucher.gross_minor > 0 && !(await deleteUnsentSettlement(trx, voucher_id))) return failure("already-paid-out");
  const change = { undone_at: now, undone_by: cashier_id, undo_reason: reason };
  assert(await undoRedemptionRow(trx, { voucher_id, ordinal }, change), "a redemption that stands can be undone");
  assert(await reissueRedeemedVoucher(trx, { id: voucher_id, ordinal }), "it was the voucher's last redemption");
  if (voucher.gross_minor > 0) await postMirror(trx, undoing, now);
  await endDoubts(trx, voucher, cashier_id, now);
  await reviewBooking(trx, voucher.booking_id);
  const told = { key: `undone:${voucher_id}:${ordinal}`, booking_id: voucher.booking_id } as const;
  const values = { amount_minor: voucher.gross_minor };
  await notifyResident(trx, { ...told, kind: "redemption-undone", values }, now);
  return ok();
}

async function postMirror(trx: Trx, undoing: Undoing, now: Instant): Promise<void> {
  const { voucher_id, ordinal } = undoing;
  const redeemed = await findEntryByIdem(trx, `redeem:${voucher_id}:${ordinal}`);
  assert(redeemed, "a redemption that cost something is in the journal");
  const { zone } = await getCommunity(trx);
  await postJournalEntry(trx, redemptionUndoneEntry(undoing, redeemed), zone, now);
  await promiseAgain(trx, voucher_id);
}

/** What the resident complained of or asked for is no longer the case. */
async function endDoubts(trx: Trx, { id: voucher_id }: Voucher, answered_by: string, now: Instant): Promise<void> {
  await endComplaints(trx, await listOpenComplaintsOfVoucher(trx, voucher_id), { outcome: "undone" }, now);
  const request = await findOpenRefundRequest(trx, voucher_id);
  if (!request) return;
  const answer = { state: "withdrawn", agreed_minor: null, answer: null, answered_at: now, answered_by } as const;
  await answerRefundRequest(trx, request.id, answer);
}
