import { lockSettlements } from "~/bookings/lock-settlements.server";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { receivableAccount } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { queueRequest } from "~/payments/queue-request.server";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { findTransfer, getAskedBack, getReversing } from "./transfers.queries.server";
import { insertReversal, lockPayoutAccount } from "./transfers.store.server";

/**
 * Asks back what refunds have taken from a share after it was transferred. Never before the refund exists, never what was
 * set off meanwhile, never more than was transferred; what was refused once is not asked for again but set off. Source:
 * payments.md, C5.
 */
export async function takeBackTransfer(
  trx: Trx,
  voucher_id: string,
  now: Instant,
): Promise<Result<undefined, "nothing-to-take">> {
  const [settlement] = await lockSettlements(trx, [voucher_id]);
  const transfer = await findTransfer(trx, voucher_id);
  if (!settlement || !transfer?.stripe_transfer_id) return failure("nothing-to-take");
  const { merchant_id, stripe_transfer_id } = transfer;
  await lockPayoutAccount(trx, merchant_id);
  const { asked_minor, standing_minor } = await getAskedBack(trx, voucher_id);
  const receivable_minor = await getAccountBalance(trx, receivableAccount(merchant_id));
  const amount_minor = Math.min(
    settlement.owed_back_minor - asked_minor,
    receivable_minor - (await getReversing(trx, merchant_id)),
    transfer.amount_minor - standing_minor,
  );
  if (amount_minor <= 0) return failure("nothing-to-take");
  const id = newId();
  const unended = { stripe_reversal_id: null, failure_reason: null, ended_at: null };
  await insertReversal(trx, { ...unended, id, voucher_id, amount_minor, state: "queued", queued_at: now });
  const params = { transfer: stripe_transfer_id, amount: amount_minor, metadata: { reversal: id } };
  await queueRequest(trx, { key: `trr:${id}`, operation: "reverse-transfer", reference: id, params }, now);
  return ok();
}
