import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { RecipientFact } from "~/payments/transfer-fact";
import type { Trx } from "~/platform/database.server";
import { lockPayoutAccount, updateRecipient } from "./transfers.store.server";

/**
 * Takes in what the processor says of a merchant's account: whether it may receive transfers, and what it lacks. One who
 * is paid by the bank meanwhile stays payable there. `recipient-unknown`: the account is none of ours.
 */
export async function recordRecipient(
  trx: Trx,
  fact: RecipientFact,
  now: Instant,
): Promise<Result<undefined, "recipient-unknown">> {
  const { merchant_id, stripe_account_id, is_ready, missing } = fact;
  const account = merchant_id === undefined ? undefined : await lockPayoutAccount(trx, merchant_id);
  if (!account || (account.stripe_account_id ?? stripe_account_id) !== stripe_account_id) {
    return failure("recipient-unknown");
  }
  const is_payable = account.rail === "bank_batch" ? account.is_payable : is_ready ? 1 : 0;
  const missing_json = JSON.stringify(missing);
  const is_news =
    account.stripe_account_id !== stripe_account_id ||
    account.is_payable !== is_payable ||
    account.missing_json !== missing_json;
  const change = { stripe_account_id, is_payable, missing_json, updated_at: now };
  if (is_news) await updateRecipient(trx, account.payee, change);
  return ok();
}
