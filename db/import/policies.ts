import type { SharePolicyTable } from "#db/schema/alliance";
import { addSharePolicy } from "~/alliance/add-share-policy.server";
import { listSharePolicies } from "~/alliance/alliance.queries.server";
import { isAnnouncedInTime, NOTICE_DAYS } from "~/alliance/share-policy";
import { TIERS } from "~/alliance/tier";
import { type CalendarDay, startOfDay } from "~/kernel/calendar-day";
import { PRICE_TYPES } from "~/offers/offer";
import { listCategories } from "~/offers/offers.queries.server";
import type { Trx } from "~/platform/database.server";
import type { ImportKind, SaveOutcome } from "./import-kind";

/** A policy as the file has it: days of the community's zone instead of instants. */
type PolicyFacts = Omit<SharePolicyTable, "announced_on" | "effective_from" | "effective_to"> & {
  announced_on: CalendarDay;
  first_day: CalendarDay;
  end_day: CalendarDay | null;
};

/** Share policies, earlier ones first: each ends the open one of its scope. */
export const policyImport: ImportKind<PolicyFacts> = {
  columns: [
    "key",
    "tier",
    "category",
    "price_type",
    "commission_percent",
    "fund_percent",
    "announced_on",
    "effective_from",
    "effective_to",
    "minutes",
  ],
  identity: ({ id }) => id,
  parse(row) {
    const policy = {
      id: row.key("key"),
      tier: row.oneOf("tier", TIERS),
      category_id: row.optionalKey("category"),
      price_type: row.optionalOneOf("price_type", PRICE_TYPES),
      commission_bps: row.percent("commission_percent"),
      fund_bps: row.percent("fund_percent"),
      announced_on: row.day("announced_on"),
      first_day: row.day("effective_from"),
      end_day: row.optionalDay("effective_to"),
      minutes: row.filled("minutes", 300),
    };
    if (policy.commission_bps + policy.fund_bps > 10_000)
      row.refuse("fund_percent", "commission and fund take more than everything");
    if (policy.end_day !== null && policy.end_day <= policy.first_day)
      row.refuse("effective_to", "is not after effective_from");
    return policy;
  },
  async save(trx, { first_day, end_day, ...terms }, { zone }) {
    const policy: SharePolicyTable = {
      ...terms,
      effective_from: startOfDay(first_day, zone),
      effective_to: end_day && startOfDay(end_day, zone),
    };
    const fault = await findPolicyFault(trx, policy, { announced_on: terms.announced_on, first_day });
    if (fault) return fault;
    const added = await addSharePolicy(trx, policy);
    if (added.ok) return added.value ? "added" : "unchanged";
    return added.error === "policy-changed"
      ? { column: "key", message: "is known with other terms: a rate that was in force never changes, add a new one" }
      : {
          column: "effective_from",
          message: "another policy for the same tier, category and price type covers this time",
        };
  },
};

/** A category nobody knows, or a change of rate that was not announced in time. */
async function findPolicyFault(
  trx: Trx,
  policy: SharePolicyTable,
  { announced_on, first_day }: Pick<PolicyFacts, "announced_on" | "first_day">,
): Promise<SaveOutcome | undefined> {
  const { category_id } = policy;
  if (category_id !== null && !(await listCategories(trx)).some(({ id }) => id === category_id)) {
    return { column: "category", message: `there is no category “${category_id}”` };
  }
  const has_earlier = (await listSharePolicies(trx)).some(
    (other) =>
      other.tier === policy.tier &&
      other.category_id === category_id &&
      other.price_type === policy.price_type &&
      other.effective_from < policy.effective_from,
  );
  if (has_earlier && !isAnnouncedInTime(announced_on, first_day)) {
    return {
      column: "announced_on",
      message: `a change of rate is announced at least ${NOTICE_DAYS} days before its first day`,
    };
  }
  return undefined;
}
