import type { SettlementTable } from "#db/schema/bookings";
import type { PayoutTable } from "#db/schema/payouts";
import { getCommunity } from "~/alliance/alliance.queries.server";
import { finishSettlement } from "~/bookings/finish-settlement.server";
import { sendSettlement } from "~/bookings/send-settlement.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import { nettingName, receivableNettedEntry } from "./payout-entries";
import { listPayoutShares } from "./payouts.queries.server";
import { movePayout } from "./payouts.store.server";

/**
 * The bank paid a payout that was given up: money has left, so it counts as paid. Where its shares are still due they are
 * what it paid; where they have changed or went another way, the merchant was paid ahead and has it to give back. Callers
 * hold the locks of the shares' bookings and of the payout, and post the payment itself.
 */
export async function reopenPayout(
  trx: Trx,
  reopened: { payout: PayoutTable; settlements: readonly SettlementTable[]; line_id: string },
  now: Instant,
): Promise<void> {
  const { payout, settlements, line_id } = reopened;
  const shares = await listPayoutShares(trx, payout.id);
  const due = new Map(
    settlements
      .filter(({ state }) => state === "due")
      .map(({ voucher_id, amount_minor, returned_minor }) => [voucher_id, amount_minor - returned_minor]),
  );
  const is_open = shares.every(({ voucher_id, payable_minor }) => due.get(voucher_id) === payable_minor);
  const reopened_as = is_open ? "shares" : "advance";
  const change = { state: "paid", paid_line_id: line_id, reopened_as } as const;
  assert(await movePayout(trx, payout.id, ["void"], change), "a locked payout can be opened again");
  if (is_open) {
    for (const { voucher_id } of shares) {
      await sendSettlement(trx, voucher_id);
      await finishSettlement(trx, voucher_id);
    }
  }
  const netted_minor = is_open ? payout.netted_minor : -payout.amount_minor;
  const { merchant_id, reference } = payout;
  if (merchant_id === null || netted_minor === 0) return;
  const { zone, currency } = await getCommunity(trx);
  const idem = `netted:${nettingName({ id: payout.id, reopened_as })}`;
  await postJournalEntry(
    trx,
    receivableNettedEntry({ idem, merchant_id, netted_minor, currency, memo: reference }, now),
    zone,
    now,
  );
}
