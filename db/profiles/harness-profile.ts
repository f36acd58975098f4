import { importFile } from "#db/import/import-file";
import type { SharePolicyTable } from "#db/schema/alliance";
import { addSharePolicy } from "~/alliance/add-share-policy.server";
import { listSharePolicies } from "~/alliance/alliance.queries.server";
import { createCommunity } from "~/alliance/create-community.server";
import { saveMerchant } from "~/alliance/save-merchant.server";
import { policyTerms } from "~/alliance/share-policy";
import { TIERS } from "~/alliance/tier";
import { assert } from "~/kernel/assert";
import { addDays, type CalendarDay, dayOf, instantAt, startOfDay } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import type { PolicyTerms } from "~/ledger/journal-entry";
import { BOOKING_WINDOW_DAYS } from "~/offers/offer";
import { openSlots, slotId } from "~/offers/open-slots.server";
import { saveOffer } from "~/offers/save-offer.server";
import { savePayoutAccount } from "~/payouts/save-payout-account.server";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";
import { HARNESS_OFFERS, harnessMerchants } from "./harness-offers";
import { type HarnessAccount, hashHarnessPassword, planAccounts, saveAccounts } from "./harness-people";
import { seedFile } from "./seed-file";

/** What the harness profile prints. Source: contract.md, Commands. */
export type Harness = {
  accounts: HarnessAccount[];
  offers: { key: string; id: string; slot_id?: string; price_minor: number }[];
  policies: (PolicyTerms & { tier: string })[];
};

const ZONE = "Asia/Shanghai";
const FIRST_RATES_DAYS_AGO = 400;
const RATE_CHANGE_DAYS_AGO = 30;
const SLOT_DAYS_AHEAD = 3;

/** Fills an empty database with accounts, four offers and rates of two periods for programs that test the product. */
export async function seedHarness(db: Database, resident_count: number, now: Instant): Promise<Harness> {
  const today = dayOf(now, ZONE);
  const community = {
    name_zh: "检验社区",
    name_en: "Harness community",
    zone: ZONE,
    currency: "cny",
    desk_phone: "",
    is_demo: 0,
  };
  const created = await inTransaction(db, (trx) => createCommunity(trx, community, now));
  assert(created.ok, "the harness is seeded into an empty database");
  await importFile(db, { kind: "categories", file: seedFile("categories.csv"), is_dry_run: false }, now);
  const merchants = harnessMerchants(addDays(today, -FIRST_RATES_DAYS_AGO));
  const accounts = planAccounts(
    resident_count,
    merchants.map(({ id }) => id),
  );
  const password_hash = await hashHarnessPassword();
  await inTransaction(db, async (trx) => {
    for (const merchant of merchants) await saveMerchant(trx, merchant, now);
    await saveAccounts(trx, accounts, password_hash, now);
    for (const payee of ["fund", ...merchants.map(({ id }) => id)]) await saveBankAccount(trx, payee, now);
    await saveOffers(trx, now);
    await addPolicies(trx, today);
    return ok(await openSlots(trx, { first_day: today, day_count: BOOKING_WINDOW_DAYS }, ZONE));
  });
  const policies = (await listSharePolicies(db.read)).map((policy) => ({ ...policyTerms(policy), tier: policy.tier }));
  return { accounts, offers: harnessOffers(today), policies };
}

async function saveOffers(trx: Trx, now: Instant): Promise<void> {
  for (const { key: _key, ...offer } of HARNESS_OFFERS) {
    const saved = await saveOffer(trx, offer, now);
    assert(saved.ok, `the harness has ${offer.id}`);
  }
}

async function saveBankAccount(trx: Trx, payee: string, now: Instant): Promise<void> {
  const details = { payee, holder: `测试户 ${payee}`, bank_name: "测试银行", account_number: "6222000011112222" };
  const saved = await savePayoutAccount(trx, { ...details, updated_by: null }, now);
  assert(saved.ok, `the harness pays ${payee}`);
}

/** Every tier changed its rates once: two periods that meet at midnight. */
async function addPolicies(trx: Trx, today: CalendarDay): Promise<void> {
  const [first_day, change_day] = [addDays(today, -FIRST_RATES_DAYS_AGO), addDays(today, -RATE_CHANGE_DAYS_AGO)];
  for (const [index, tier] of TIERS.entries()) {
    const scope = { tier, category_id: null, price_type: null, effective_to: null, minutes: "harness" };
    const periods: SharePolicyTable[] = [
      { ...scope, id: `${tier.replace("_", "-")}-1`, commission_bps: 500, fund_bps: 300 + index, ...starts(first_day) },
      {
        ...scope,
        id: `${tier.replace("_", "-")}-2`,
        commission_bps: 450,
        fund_bps: 350 + index,
        ...starts(change_day),
      },
    ];
    for (const policy of periods) assert((await addSharePolicy(trx, policy)).ok, `the harness has ${policy.id}`);
  }
}

function starts(day: CalendarDay): Pick<SharePolicyTable, "announced_on" | "effective_from"> {
  return { announced_on: addDays(day, -10), effective_from: startOfDay(day, ZONE) };
}

function harnessOffers(today: CalendarDay): Harness["offers"] {
  const slot_starts_at = instantAt(addDays(today, SLOT_DAYS_AHEAD), "10:00", ZONE);
  return HARNESS_OFFERS.map(({ key, id, kind, price_minor }) => ({
    key,
    id,
    ...(kind === "slot" && { slot_id: slotId(id, slot_starts_at) }),
    price_minor,
  }));
}
