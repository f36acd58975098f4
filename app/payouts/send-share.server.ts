import type { TransferTable } from "#db/schema/payouts";
import { getCommunity } from "~/alliance/alliance.queries.server";
import { findBooking, findVoucher } from "~/bookings/bookings.queries.server";
import { getLostMinor } from "~/bookings/disputes.queries.server";
import { finishSettlement } from "~/bookings/finish-settlement.server";
import { lockSettlements } from "~/bookings/lock-settlements.server";
import { sendSettlement } from "~/bookings/send-settlement.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { receivableAccount } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import { queueRequest } from "~/payments/queue-request.server";
import type { Trx } from "~/platform/database.server";
import type { Stripe } from "~/platform/stripe.server";
import { destinationOf } from "./destination-of";
import { receivableNettedEntry } from "./payout-entries";
import { plannedTransfer } from "./payout-plan";
import { transferKey } from "./transfer-key";
import { getReversing, listStoppedTransfers } from "./transfers.queries.server";
import { insertTransfer, lockPayoutAccount } from "./transfers.store.server";

/**
 * Puts a due share on its way to a merchant who is paid by transfer: less what the merchant has to give back, up to all
 * of it, or with what was had back too much. `not-payable`: not due any more, the account cannot receive, or a refusal waits for a person. Twice is once.
 * Source: payments.md, C4 and C5.
 */
export async function sendShare(trx: Trx, voucher_id: string, now: Instant): Promise<Result<undefined, "not-payable">> {
  const [settlement] = await lockSettlements(trx, [voucher_id]);
  if (settlement?.state !== "due") return failure("not-payable");
  const { merchant_id, booking_id, amount_minor, returned_minor } = settlement;
  const account = await lockPayoutAccount(trx, merchant_id);
  const destination = destinationOf(account);
  const payable_minor = amount_minor - returned_minor;
  if (destination === undefined) return failure("not-payable");
  const stopped = await listStoppedTransfers(trx, voucher_id);
  if (stopped.some(({ is_refused, released_at }) => is_refused === 1 && released_at === null)) {
    return failure("not-payable");
  }
  const booking = await findBooking(trx, booking_id);
  assert(booking?.charge_id, "a settlement belongs to a paid booking");
  const planned = plannedTransfer({
    payable_minor,
    receivable_minor: await getAccountBalance(trx, receivableAccount(merchant_id)),
    reversing_minor: await getReversing(trx, merchant_id),
    room_minor: await roomBeside(trx, voucher_id, payable_minor),
  });
  const is_queued = planned.amount_minor > 0;
  const { currency, zone } = await getCommunity(trx);
  const transfer: TransferTable = {
    voucher_id,
    booking_id,
    merchant_id,
    charge_id: booking.charge_id,
    destination,
    ...planned,
    currency,
    state: is_queued ? "queued" : "done",
    stripe_transfer_id: null,
    queued_at: now,
    done_at: is_queued ? null : now,
    attempt: stopped.length + 1,
  };
  await insertTransfer(trx, transfer);
  await sendSettlement(trx, voucher_id);
  if (is_queued) await queueTransfer(trx, transfer, now);
  else await finishSettlement(trx, voucher_id);
  const { netted_minor } = planned;
  if (netted_minor !== 0) {
    const netting = { idem: `netted:${transferKey(transfer)}`, merchant_id, netted_minor, currency };
    await postJournalEntry(trx, receivableNettedEntry(netting, now), zone, now);
  }
  return ok();
}

/** What of a voucher's payment neither its share nor anything given back of it takes: its transfer may be that much higher. */
async function roomBeside(trx: Trx, voucher_id: string, payable_minor: number): Promise<number> {
  const voucher = await findVoucher(trx, voucher_id);
  assert(voucher, "a settlement belongs to a voucher");
  const left_minor = voucher.gross_minor - voucher.refunded_minor - (await getLostMinor(trx, voucher_id));
  return Math.max(0, left_minor - payable_minor);
}

async function queueTransfer(trx: Trx, transfer: TransferTable, now: Instant): Promise<void> {
  const { voucher_id, booking_id, charge_id, destination, amount_minor, currency } = transfer;
  const params: Stripe.TransferCreateParams = {
    amount: amount_minor,
    currency,
    destination,
    source_transaction: charge_id,
    transfer_group: booking_id,
    metadata: { voucher: voucher_id, attempt: String(transfer.attempt) },
  };
  const key = transferKey(transfer);
  await queueRequest(trx, { key, operation: "create-transfer", reference: voucher_id, params }, now);
}
