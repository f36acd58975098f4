import { isTier } from "~/alliance/tier";
import { dayOf } from "~/kernel/calendar-day";
import { isInstant } from "~/kernel/instant";
import { formatBps } from "~/kernel/money";
import type { PolicyTerms } from "~/ledger/journal-entry";
import type { Translator } from "~/messages/translator.server";
import { isPriceType } from "~/offers/offer";

/** A share policy in words: whom it is for, who gets how much, and when it applied. */
export type PolicyText = { scope: string; rates: string; period: string };

/** `category_names` are the names of categories by id; days are those of `zone`. */
export function policyText(
  t: Translator,
  policy: PolicyTerms,
  category_names: ReadonlyMap<string, string>,
  zone: string,
): PolicyText {
  const from = dayText(policy.effective_from, zone);
  return {
    scope: scopeText(t, policy.scope, category_names),
    rates: t("fund.policy_rates", {
      commission: formatBps(policy.commission_bps),
      fund: formatBps(policy.fund_bps),
    }),
    period: policy.effective_to
      ? t("fund.policy_period", { from, to: dayText(policy.effective_to, zone) })
      : t("fund.policy_period_open", { from }),
  };
}

/** The day of an instant; text that is none was written into the database by somebody, and is shown as it is. */
function dayText(text: string, zone: string): string {
  return isInstant(text) ? dayOf(text, zone) : text;
}

/** `caring_merchant/canteen/*` → whose, what and at which price in words. */
function scopeText(t: Translator, scope: string, category_names: ReadonlyMap<string, string>): string {
  const [tier = "", category = "", price_type = ""] = scope.split("/");
  return t("fund.policy_scope", {
    tier: isTier(tier) ? t(`fund.tiers.${tier}`) : tier,
    category: category === "*" ? t("fund.every_category") : (category_names.get(category) ?? category),
    price_type: isPriceType(price_type) ? t(`fund.price_types.${price_type}`) : t("fund.every_price_type"),
  });
}
