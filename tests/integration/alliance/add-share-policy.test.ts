import { describe, expect, test } from "vitest";
import type { SharePolicyTable } from "#db/schema/alliance";
import { aCommunity, aMerchant, NOW, ZONE } from "#tests/support/builders";
import { expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { aDatabase } from "#tests/support/test-database";
import { addSharePolicy } from "~/alliance/add-share-policy.server";
import {
  findPolicyFor,
  findSharePolicy,
  findTier,
  listSharePolicies,
  listTierHistory,
} from "~/alliance/alliance.queries.server";
import { createCommunity } from "~/alliance/create-community.server";
import { calendarDay, startOfDay } from "~/kernel/calendar-day";
import { addMs } from "~/kernel/instant";
import { type Database, inTransaction } from "~/platform/database.server";

const at = (day: string) => startOfDay(calendarDay(day), ZONE);

const OPEN: SharePolicyTable = {
  id: "open",
  tier: "general_merchant",
  category_id: null,
  price_type: null,
  commission_bps: 500,
  fund_bps: 300,
  effective_from: at("2026-01-01"),
  effective_to: null,
  announced_on: calendarDay("2025-12-01"),
  minutes: "test",
};

function add(db: Database, change: Partial<SharePolicyTable> = {}) {
  return inTransaction(db, (trx) => addSharePolicy(trx, { ...OPEN, ...change }));
}

describe("a share policy", () => {
  test("is added once; the same again changes nothing", async () => {
    const db = await aDatabase();
    expect(await add(db)).toEqual({ ok: true, value: true });
    expect(await expectNoWrite(db, () => add(db))).toEqual({ ok: true, value: false });
  });

  test("ends the open one of the same scope where it begins, and then the file read again changes nothing", async () => {
    const db = await aDatabase();
    await add(db);
    const next = { id: "next", fund_bps: 350, effective_from: at("2026-07-01") };
    expect(await add(db, next)).toEqual({ ok: true, value: true });
    expect(await findSharePolicy(db.read, "open")).toMatchObject({ effective_to: at("2026-07-01") });
    await expectNoWrite(db, () => add(db));
    await expectNoWrite(db, () => add(db, next));
  });

  test.each<[string, Partial<SharePolicyTable>]>([
    ["commission", { commission_bps: 501 }],
    ["contribution", { fund_bps: 299 }],
    ["beginning", { effective_from: at("2026-01-02") }],
    ["end", { effective_to: at("2027-01-01") }],
    ["scope", { category_id: "canteen" }],
  ])("that is known with another %s is refused, because vouchers were split by it", async (_what, change) => {
    const db = await aDatabase();
    await aCommunity(db);
    await add(db);
    await expectRefusal(db, () => add(db, change), "policy-changed");
  });

  test.each<[string, Partial<SharePolicyTable>]>([
    ["begins at the same instant", {}],
    ["begins before and stays open", { effective_from: at("2025-01-01") }],
    ["begins before and ends inside", { effective_from: at("2025-01-01"), effective_to: addMs(at("2026-01-01"), 1) }],
  ])("that %s as another of its scope is refused", async (_what, change) => {
    const db = await aDatabase();
    await add(db);
    await expectRefusal(db, () => add(db, { ...change, id: "other" }), "policy-overlaps");
  });

  test("refused for one overlap leaves the open one it would have ended as it was", async () => {
    const db = await aDatabase();
    await add(db, { id: "past", effective_from: at("2026-03-01"), effective_to: at("2026-06-01") });
    await db.write.insertInto("share_policy").values(OPEN).execute();
    await expectRefusal(db, () => add(db, { id: "new", effective_from: at("2026-05-01") }), "policy-overlaps");
  });

  test("never overlaps one that is added at the same time", async () => {
    const db = await aDatabase();
    const [first, second] = await overlapping(
      db,
      (trx) => addSharePolicy(trx, OPEN),
      () => add(db, { id: "other", fund_bps: 400 }),
    );
    expect(first).toEqual({ ok: true, value: true });
    expect(second).toEqual({ ok: false, error: "policy-overlaps" });
    expect((await listSharePolicies(db.read)).map(({ id }) => id)).toEqual(["open"]);
  });

  test("may touch the one before, and another scope altogether", async () => {
    const db = await aDatabase();
    await aCommunity(db);
    await add(db);
    expect(
      await add(db, { id: "old", effective_from: at("2025-01-01"), effective_to: at("2026-01-01") }),
    ).toMatchObject({ ok: true });
    expect(await add(db, { id: "narrow", category_id: "canteen" })).toMatchObject({ ok: true });
    expect(await add(db, { id: "other", tier: "caring_merchant" })).toMatchObject({ ok: true });
  });
});

test("the policy for a merchant follows the tier it holds that day in the community's zone", async () => {
  const db = await aDatabase();
  await aCommunity(db);
  await add(db, { effective_from: at("2025-01-01") });
  await add(db, { id: "caring", tier: "caring_merchant", effective_from: at("2025-01-01") });
  await aMerchant(db, { tier_from: calendarDay("2025-06-01") });
  await aMerchant(db, { tier: "caring_merchant", tier_from: calendarDay("2026-07-01") });
  const offer = { merchant_id: "teahouse", category_id: "canteen", price_type: "alliance" };
  const policyAt = async (instant: typeof NOW) => (await findPolicyFor(db.read, offer, ZONE, instant))?.id;
  expect(await policyAt(addMs(at("2025-06-01"), -1))).toBeUndefined();
  expect(await policyAt(at("2025-06-01"))).toBe("open");
  expect(await policyAt(addMs(at("2026-07-01"), -1))).toBe("open");
  expect(await policyAt(at("2026-07-01"))).toBe("caring");
  expect(await findTier(db.read, "teahouse", calendarDay("2026-06-30"))).toBe("general_merchant");
});

test("a merchant saved twice is one, and keeps its history of tiers", async () => {
  const db = await aDatabase();
  await aCommunity(db);
  await aMerchant(db);
  await expectNoWrite(db, () => aMerchant(db));
  await aMerchant(db, { tier: "caring_merchant", tier_from: calendarDay("2026-07-01") });
  expect((await listTierHistory(db.read, "teahouse")).map(({ tier }) => tier)).toEqual([
    "general_merchant",
    "caring_merchant",
  ]);
});

test("a database has one community for its whole life", async () => {
  const db = await aDatabase();
  await aCommunity(db);
  const community = { name_zh: "x", name_en: "x", zone: ZONE, currency: "eur", desk_phone: "", is_demo: 0 };
  await expectRefusal(db, () => inTransaction(db, (trx) => createCommunity(trx, community, NOW)), "community-exists");
});
