import { splitOf } from "~/fund/contribution";
import { returnContribution } from "~/fund/return-contribution.server";
import { assert } from "~/kernel/assert";
import type { Minor } from "~/kernel/money";
import type { PolicyTerms } from "~/ledger/journal-entry";
import type { Trx } from "~/platform/database.server";
import { type Booking, findBooking, findSettlement, findVoucher } from "./bookings.queries.server";
import { addRefunded, addReturned, addVoucherRefunded } from "./bookings.store.server";
import { getLostMinor, getLostOfCharge } from "./disputes.queries.server";
import type { PostedPart } from "./refund-entries";
import { refundShares } from "./refund-shares";
import { listRefundParts, type RefundPart } from "./refunds.queries.server";
import { changeRefundPart, insertRefundPart, setPartShares } from "./refunds.store.server";

/**
 * Books a refund's parts on what they came from, and gives them with what each party gives back: vouchers, settlements
 * and receipts say what is left. Callers hold the booking's lock and post the entry in the same transaction.
 */
export async function takeRefundParts(trx: Trx, booking: Booking, refund_id: string): Promise<PostedPart[]> {
  const posted: PostedPart[] = [];
  for (const part of await partsWithinBooking(trx, booking.id, refund_id)) {
    if (part.source !== "surplus") await addRefunded(trx, booking.id, part.amount_minor);
    posted.push(part.source === "split" ? await takeSplitPart(trx, booking, part) : await takeHeldPart(trx, part));
  }
  return posted;
}

/**
 * The parts as they can be booked: what a person gave back twice (by hand at the processor, and from the bank) is none of
 * the booking's money any more. It left all the same, and stands as negative surplus until somebody has it back.
 */
async function partsWithinBooking(trx: Trx, booking_id: string, refund_id: string): Promise<RefundPart[]> {
  const parts = await listRefundParts(trx, refund_id);
  const booking = await findBooking(trx, booking_id);
  assert(booking, "a refund belongs to a booking");
  const { gross_minor, refunded_minor, charge_id } = booking;
  let room_minor = gross_minor - refunded_minor - (charge_id === null ? 0 : await getLostOfCharge(trx, charge_id));
  const fitting: RefundPart[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.source === "surplus") fitting.push(part);
    else {
      const fits_minor = Math.max(0, Math.min(part.amount_minor, room_minor, await leftOf(trx, part)));
      room_minor -= fits_minor;
      fitting.push(...(await splitPart(trx, part, fits_minor, parts.length + index + 1)));
    }
  }
  return fitting;
}

async function leftOf(trx: Trx, { voucher_id, amount_minor }: RefundPart): Promise<Minor> {
  const voucher = voucher_id === null ? undefined : await findVoucher(trx, voucher_id);
  if (!voucher) return amount_minor;
  return voucher.gross_minor - voucher.refunded_minor - (await getLostMinor(trx, voucher.id));
}

async function splitPart(trx: Trx, part: RefundPart, fits_minor: Minor, ordinal: number): Promise<RefundPart[]> {
  if (fits_minor === part.amount_minor) return [part];
  if (fits_minor === 0) {
    const excess = { ...part, voucher_id: null, source: "surplus" as const };
    await changeRefundPart(trx, part, excess);
    return [excess];
  }
  const fitting = { ...part, amount_minor: fits_minor };
  const excess = { ...part, ordinal, voucher_id: null, source: "surplus" as const };
  excess.amount_minor = part.amount_minor - fits_minor;
  await changeRefundPart(trx, part, fitting);
  await insertRefundPart(trx, excess);
  return [fitting, excess];
}

async function takeHeldPart(trx: Trx, part: RefundPart): Promise<PostedPart> {
  const { voucher_id, source, amount_minor } = part;
  if (voucher_id !== null) await addVoucherRefunded(trx, voucher_id, held(amount_minor));
  return { voucher_id, source, amount_minor };
}

async function takeSplitPart(trx: Trx, booking: Booking, part: RefundPart): Promise<PostedPart> {
  const { refund_id, ordinal, voucher_id, amount_minor } = part;
  const voucher = voucher_id === null ? undefined : await findVoucher(trx, voucher_id);
  assert(voucher && booking.policy_json !== null, "a split part names a redeemed voucher of a paid booking");
  const split = splitOf(voucher.gross_minor, JSON.parse(booking.policy_json) as PolicyTerms);
  const { refunded_minor, refunded_commission_minor, refunded_fund_minor } = voucher;
  const before = { refunded_minor, commission_minor: refunded_commission_minor, fund_minor: refunded_fund_minor };
  const shares = refundShares(split, before, amount_minor);
  const { commission_minor, fund_minor, merchant_minor } = shares;
  const settlement = await findSettlement(trx, voucher.id);
  const is_merchant_paid = settlement?.state === "sent" || settlement?.state === "done";
  await addVoucherRefunded(trx, voucher.id, { refunded_minor: amount_minor, commission_minor, fund_minor });
  await addReturned(trx, voucher.id, {
    column: is_merchant_paid ? "owed_back_minor" : "returned_minor",
    amount_minor: merchant_minor,
  });
  await returnContribution(trx, voucher.id, fund_minor);
  await setPartShares(trx, { refund_id, ordinal }, { ...shares, is_merchant_paid: is_merchant_paid ? 1 : 0 });
  return { voucher_id: voucher.id, source: "split", amount_minor, shares, is_merchant_paid };
}

function held(refunded_minor: number) {
  return { refunded_minor, commission_minor: 0, fund_minor: 0 };
}
