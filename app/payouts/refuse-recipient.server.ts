import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { lockPayoutAccount, updateRecipient } from "./transfers.store.server";

/** The processor would not open a merchant's account: the shop reads why, and may ask again with other particulars. */
export async function refuseRecipient(
  trx: Trx,
  refusal: { merchant_id: string; reason: string },
  now: Instant,
): Promise<Result<undefined, never>> {
  const { merchant_id, reason } = refusal;
  const account = await lockPayoutAccount(trx, merchant_id);
  if (account?.stripe_account_id === null) {
    await updateRecipient(trx, merchant_id, { opening_refusal: reason, updated_at: now });
  }
  return ok();
}
