import type { Stripe } from "~/platform/stripe.server";

/**
 * The processor's page on which a merchant's account is checked. The address lives for minutes and opens once, so one is
 * made for every click, and none is ever kept or mailed. Source: payments.md, C8.
 */
export async function makeOnboardingLink(
  stripe: Stripe,
  { stripe_account_id, page }: { stripe_account_id: string; page: string },
): Promise<string> {
  const { url } = await stripe.v2.core.accountLinks.create({
    account: stripe_account_id,
    use_case: { type: "account_onboarding", account_onboarding: { refresh_url: page, return_url: page } },
  });
  return url;
}
