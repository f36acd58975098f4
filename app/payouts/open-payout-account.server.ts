import { findMerchant } from "~/alliance/alliance.queries.server";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { queueRequest } from "~/payments/queue-request.server";
import type { Trx } from "~/platform/database.server";
import type { Stripe } from "~/platform/stripe.server";
import { findPayoutAccount } from "./payouts.queries.server";
import { upsertPayoutAccount } from "./payouts.store.server";

/** Who is to be paid by transfer, where their shop is registered, and whom the processor may write to. */
export type Recipient = { merchant_id: string; country: string; contact_email: string; updated_by: string };

/**
 * From now on the merchant is paid by transfer, once the processor has checked the shop; until then the shares wait. An
 * account that was opened before is used again; one that was refused is asked for anew, under a key of its own. Twice is
 * once. Source: payments.md, C8.
 */
export async function openPayoutAccount(
  trx: Trx,
  recipient: Recipient,
  now: Instant,
): Promise<Result<undefined, "payee-unknown">> {
  const { merchant_id, country, contact_email, updated_by } = recipient;
  const merchant = await findMerchant(trx, merchant_id);
  if (!merchant) return failure("payee-unknown");
  const known = await findPayoutAccount(trx, merchant_id);
  const is_refused = known?.opening_refusal != null;
  if (known?.rail === "stripe_transfer" && !is_refused) return ok();
  const opening_attempt = (known?.opening_attempt ?? 1) + (is_refused ? 1 : 0);
  await upsertPayoutAccount(trx, {
    payee: merchant_id,
    merchant_id,
    rail: "stripe_transfer",
    holder: known?.holder ?? "",
    bank_name: known?.bank_name ?? "",
    account_number: known?.account_number ?? "",
    stripe_account_id: known?.stripe_account_id ?? null,
    is_payable: 0,
    missing_json: known?.missing_json ?? "[]",
    opening_attempt,
    opening_refusal: null,
    updated_by,
    updated_at: now,
  });
  const params: Stripe.V2.Core.AccountCreateParams = {
    contact_email,
    display_name: merchant.name_zh,
    dashboard: "express",
    identity: { country, entity_type: "company" },
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    defaults: { responsibilities: { fees_collector: "application", losses_collector: "application" } },
    metadata: { merchant: merchant_id },
    include: ["configuration.recipient", "requirements"],
  };
  const key = openingKey(merchant_id, opening_attempt);
  await queueRequest(trx, { key, operation: "open-account", reference: merchant_id, params }, now);
  return ok();
}

/** Under which name an account is asked for; every attempt after a refusal has its own. */
export function openingKey(merchant_id: string, attempt: number): string {
  return attempt === 1 ? `acct:${merchant_id}` : `acct:${merchant_id}.${attempt}`;
}
