import type { SharePolicyTable } from "#db/schema/alliance";
import { addDays, type CalendarDay } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import type { PolicyTerms } from "~/ledger/journal-entry";

/** What a policy is looked up by. */
export type PolicyScope = { tier: string; category_id: string; price_type: string };

/** Days between announcing a rate and its first day. Source: domain.md, Money; platform rules ask for 7 days' notice. */
export const NOTICE_DAYS = 7;

/** True when `policy` applies to `scope` at the instant `at`: from is inside, to is outside. */
function isInForce(policy: SharePolicyTable, scope: PolicyScope, at: Instant): boolean {
  return (
    policy.tier === scope.tier &&
    (policy.category_id === null || policy.category_id === scope.category_id) &&
    (policy.price_type === null || policy.price_type === scope.price_type) &&
    policy.effective_from <= at &&
    (policy.effective_to === null || at < policy.effective_to)
  );
}

/** The narrowest policy in force: category and price type before category before price type before the tier alone. */
export function policyInForce(
  policies: readonly SharePolicyTable[],
  scope: PolicyScope,
  at: Instant,
): SharePolicyTable | undefined {
  return policies
    .filter((policy) => isInForce(policy, scope, at))
    .sort((a, b) => narrowness(b) - narrowness(a) || (a.effective_from < b.effective_from ? 1 : -1))[0];
}

function narrowness(policy: SharePolicyTable): number {
  return (policy.category_id === null ? 0 : 2) + (policy.price_type === null ? 0 : 1);
}

/** The terms that are copied into a booking and its journal entries. */
export function policyTerms(policy: SharePolicyTable): PolicyTerms {
  return {
    id: policy.id,
    scope: `${policy.tier}/${policy.category_id ?? "*"}/${policy.price_type ?? "*"}`,
    commission_bps: policy.commission_bps,
    fund_bps: policy.fund_bps,
    effective_from: policy.effective_from,
    effective_to: policy.effective_to,
  };
}

/** True when a rate was announced early enough before its first day. */
export function isAnnouncedInTime(announced_on: CalendarDay, first_day: CalendarDay): boolean {
  return addDays(announced_on, NOTICE_DAYS) <= first_day;
}
