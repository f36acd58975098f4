import type { Instant } from "~/kernel/instant";
import type { Result } from "~/kernel/result";
import { listDueShares } from "~/payouts/payouts.queries.server";
import { sendShare } from "~/payouts/send-share.server";
import { takeBackTransfer } from "~/payouts/take-back-transfer.server";
import { listOwedBack } from "~/payouts/transfers.queries.server";
import { inTransaction, type Trx } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";

/** Sends what is due to merchants who are paid by transfer, and asks back what refunds took after. Gives how many. */
export async function moveTransfers(services: Services, now: Instant): Promise<number> {
  const { read } = services.db;
  let moved_count = 0;
  // first what is to be had back, so that it is not set off as well
  for (const voucher_id of await listOwedBack(read)) {
    if (await alone(services, voucher_id, (trx) => takeBackTransfer(trx, voucher_id, now))) moved_count += 1;
  }
  const due = (await listDueShares(read)).filter((share) => share.rail === "stripe_transfer" && share.is_payable === 1);
  for (const { voucher_id } of due) {
    if (await alone(services, voucher_id, (trx) => sendShare(trx, voucher_id, now))) moved_count += 1;
  }
  return moved_count;
}

/** Each share stands alone: one that cannot move is reported and keeps no other waiting. */
async function alone(
  { db, log }: Services,
  voucher_id: string,
  work: (trx: Trx) => Promise<Result<unknown, string>>,
): Promise<boolean> {
  try {
    return (await inTransaction(db, work)).ok;
  } catch (error) {
    log.error({ voucher: voucher_id, reason: String(error) }, "a share could not be moved");
    return false;
  }
}
