import { describe, expect, test } from "vitest";
import type { SharePolicyTable } from "#db/schema/alliance";
import { isAnnouncedInTime, policyInForce, policyTerms } from "~/alliance/share-policy";
import { calendarDay } from "~/kernel/calendar-day";
import { addMs, instant } from "~/kernel/instant";

const FROM = instant("2026-06-30T16:00:00.000Z");
const TO = instant("2026-12-31T16:00:00.000Z");
const SCOPE = { tier: "general_merchant", category_id: "canteen", price_type: "alliance" };

function policy(id: string, change: Partial<SharePolicyTable> = {}): SharePolicyTable {
  return {
    id,
    tier: "general_merchant",
    category_id: null,
    price_type: null,
    commission_bps: 500,
    fund_bps: 300,
    effective_from: FROM,
    effective_to: TO,
    announced_on: calendarDay("2026-06-01"),
    minutes: "test",
    ...change,
  };
}

const WIDE = policy("wide");
const BY_PRICE = policy("by-price", { price_type: "alliance" });
const BY_CATEGORY = policy("by-category", { category_id: "canteen" });
const BY_BOTH = policy("by-both", { category_id: "canteen", price_type: "alliance" });

describe("of several policies in force the narrowest decides", () => {
  test.each([
    [[WIDE], "wide"],
    [[WIDE, BY_PRICE], "by-price"],
    [[BY_CATEGORY, WIDE, BY_PRICE], "by-category"],
    [[BY_BOTH, BY_CATEGORY, WIDE, BY_PRICE], "by-both"],
  ])("%#", (policies, id) => {
    expect(policyInForce(policies, SCOPE, FROM)?.id).toBe(id);
    expect(policyInForce([...policies].reverse(), SCOPE, FROM)?.id).toBe(id);
  });

  test("and those of another tier, category or price type do not count", () => {
    const others = [
      policy("tier", { tier: "caring_merchant" }),
      policy("category", { category_id: "health" }),
      policy("price", { price_type: "low_fee" }),
    ];
    expect(policyInForce(others, SCOPE, FROM)).toBeUndefined();
    expect(policyInForce([...others, WIDE], SCOPE, FROM)?.id).toBe("wide");
  });
});

describe("a period is half open, to the millisecond", () => {
  test.each([
    [addMs(FROM, -1), undefined],
    [FROM, "wide"],
    [addMs(TO, -1), "wide"],
    [TO, undefined],
  ])("at %s: %s", (at, id) => {
    expect(policyInForce([WIDE], SCOPE, at)?.id).toBe(id);
  });

  test("the next one begins where it ends", () => {
    const next = policy("next", { effective_from: TO, effective_to: null });
    expect(policyInForce([WIDE, next], SCOPE, addMs(TO, -1))?.id).toBe("wide");
    expect(policyInForce([WIDE, next], SCOPE, TO)?.id).toBe("next");
    expect(policyInForce([WIDE, next], SCOPE, addMs(TO, 10 ** 12))?.id).toBe("next");
  });
});

test("its terms name their scope and hold nothing but what the journal needs", () => {
  expect(policyTerms(BY_CATEGORY)).toEqual({
    id: "by-category",
    scope: "general_merchant/canteen/*",
    commission_bps: 500,
    fund_bps: 300,
    effective_from: FROM,
    effective_to: TO,
  });
});

test("a rate is announced seven days ahead or not in time", () => {
  expect(isAnnouncedInTime(calendarDay("2026-06-24"), calendarDay("2026-07-01"))).toBe(true);
  expect(isAnnouncedInTime(calendarDay("2026-06-25"), calendarDay("2026-07-01"))).toBe(false);
});
