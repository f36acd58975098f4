import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import type { RecipientFact } from "./transfer-fact";

/** Whether a merchant's account may receive transfers now. Source: payments.md, C8 (readiness is the capability's status). */
export async function readRecipient(stripe: Stripe, stripe_account_id: string): Promise<RecipientFact> {
  const include = ["configuration.recipient", "requirements"] as const;
  const account = await stripe.v2.core.accounts.retrieve(stripe_account_id, { include: [...include] });
  return recipientFact(assertStripeObject(account, "v2.core.account"));
}

function recipientFact(account: Stripe.V2.Core.Account): RecipientFact {
  const transfers = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers;
  const merchant_id = account.metadata?.merchant;
  const missing = (account.requirements?.entries ?? []).map(({ description }) => description);
  return {
    stripe_account_id: account.id,
    is_ready: transfers?.status === "active" && account.closed !== true,
    missing: [...new Set(missing)],
    ...(merchant_id && { merchant_id }),
  };
}
