import { isSettlementHeld } from "~/bookings/is-settlement-held.server";
import { lockSettlements } from "~/bookings/lock-settlements.server";
import { receivableAccount } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import type { Trx } from "~/platform/database.server";
import { destinationOf } from "./destination-of";
import { findTransfer, getReversing } from "./transfers.queries.server";
import { lockPayoutAccount } from "./transfers.store.server";

/**
 * Looks once more, right before a queued transfer is sent, whether it is still owed: nothing holds the share by now, the
 * account is the one it was planned for, and no refund of it waits to be set off. One that has arrived stays as it is.
 * Source: payments.md, C4.
 */
export async function isTransferPayable(trx: Trx, voucher_id: string): Promise<boolean> {
  const [settlement] = await lockSettlements(trx, [voucher_id]);
  const transfer = await findTransfer(trx, voucher_id);
  if (!settlement || !transfer) return false;
  if (transfer.state === "done") return true;
  if (await isSettlementHeld(trx, settlement)) return false;
  const { merchant_id } = transfer;
  if (destinationOf(await lockPayoutAccount(trx, merchant_id)) !== transfer.destination) return false;
  const receivable_minor = await getAccountBalance(trx, receivableAccount(merchant_id));
  return settlement.owed_back_minor === 0 || receivable_minor <= (await getReversing(trx, merchant_id));
}
