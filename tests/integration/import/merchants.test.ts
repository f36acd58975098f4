import { expect, test } from "vitest";
import { aKnownPlace, imported, MERCHANT } from "#tests/support/imports";
import { findMerchant, findTier } from "~/alliance/alliance.queries.server";
import { calendarDay } from "~/kernel/calendar-day";

test.each<[string, Partial<typeof MERCHANT>, string]>([
  ["a latitude beyond the pole", { lat: "90.1" }, "lat"],
  ["a longitude in words", { lng: "east" }, "lng"],
  ["hours that are none", { opening_hours: "every day" }, "opening_hours"],
  ["a day that does not exist", { tier_from: "2025-02-30" }, "tier_from"],
  ["a tier nobody knows", { tier: "gold" }, "tier"],
  ["a name of a novel's length", { name_zh: "茶".repeat(61) }, "name_zh"],
  ["an unknown category", { category: "space" }, "category"],
])("%s is refused", async (_name, change, column) => {
  const db = await aKnownPlace();
  const { errors } = await imported(db, "merchants", [{ ...MERCHANT, ...change }]);
  expect(errors).toEqual([expect.objectContaining({ line: 2, column })]);
  expect(await findMerchant(db.read, MERCHANT.key)).toBeUndefined();
});

test("a tier from a later day leaves the earlier one to its time", async () => {
  const db = await aKnownPlace();
  await imported(db, "merchants", [MERCHANT]);
  const promoted = { ...MERCHANT, tier: "caring_merchant", tier_from: "2026-09-01" };
  expect(await imported(db, "merchants", [promoted])).toMatchObject({ changed_count: 1 });
  expect(await findTier(db.read, MERCHANT.key, calendarDay("2026-08-31"))).toBe("general_merchant");
  expect(await findTier(db.read, MERCHANT.key, calendarDay("2026-09-01"))).toBe("caring_merchant");
});
