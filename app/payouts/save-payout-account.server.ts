import { findMerchant } from "~/alliance/alliance.queries.server";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { FUND_PAYEE } from "./payout-plan";
import { findPayoutAccount } from "./payouts.queries.server";
import { upsertPayoutAccount } from "./payouts.store.server";

/** A bank account, of a merchant or of the fund; `updated_by` is empty where a file brought it. */
export type BankDetails = {
  payee: string;
  holder: string;
  bank_name: string;
  account_number: string;
  updated_by: string | null;
};

/**
 * From now on the payee is paid to this bank account; batches prepared before keep the account they were approved with.
 * Gives whether anything changed. The payee's account at the processor, if there is one, stays known.
 */
export async function savePayoutAccount(
  trx: Trx,
  details: BankDetails,
  now: Instant,
): Promise<Result<boolean, "payee-unknown">> {
  const { payee } = details;
  const merchant_id = payee === FUND_PAYEE ? null : payee;
  if (merchant_id !== null && !(await findMerchant(trx, merchant_id))) return failure("payee-unknown");
  const known = await findPayoutAccount(trx, payee);
  const is_same =
    known?.rail === "bank_batch" &&
    known.holder === details.holder &&
    known.bank_name === details.bank_name &&
    known.account_number === details.account_number;
  if (is_same) return ok(false);
  await upsertPayoutAccount(trx, {
    ...details,
    merchant_id,
    rail: "bank_batch",
    stripe_account_id: known?.stripe_account_id ?? null,
    is_payable: 1,
    missing_json: known?.missing_json ?? "[]",
    opening_attempt: known?.opening_attempt ?? 1,
    opening_refusal: known?.opening_refusal ?? null,
    updated_at: now,
  });
  return ok(true);
}
