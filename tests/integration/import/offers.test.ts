import { expect, test } from "vitest";
import { aKnownPlace, imported, OFFER } from "#tests/support/imports";
import { findOffer } from "~/offers/offers.queries.server";

test("every error of a file is told by line and column, and nothing is written", async () => {
  const db = await aKnownPlace();
  const { errors } = await imported(db, "offers", [
    OFFER,
    { ...OFFER, key: "Bad Key", price: "12.8o", max_quantity: "5" },
    { ...OFFER, key: "no-shop", merchant: "nobody" },
    { ...OFFER, key: "late", valid_days: "81", cancel_hours: "2" },
    { ...OFFER },
  ]);
  const told = errors.map(({ line, column }) => `${line} ${column}`);
  expect(told.map((each) => each[0])).toEqual(["3", "3", "3", "4", "5", "5", "6"]);
  expect(new Set(told)).toEqual(
    new Set(["3 key", "3 price", "3 max_quantity", "4 merchant", "5 cancel_hours", "5 valid_days", "6 key"]),
  );
  expect(errors.find(({ column }) => column === "merchant")?.message).toBe("there is no merchant “nobody”");
  expect(await findOffer(db.read, "tofu-set")).toBeUndefined();
});

test.each<[string, Partial<typeof OFFER>, string]>([
  ["a free offer with a price", { price_type: "free", list_price: "0" }, "price"],
  ["a price above the list price", { price: "16.01" }, "list_price"],
  ["a price of nothing", { price: "0" }, "price"],
  ["points before their issue", { price_type: "points" }, "price_type"],
  ["a voucher with hours", { weekly_hours: "Mo 09:00-10:00/60x1" }, "weekly_hours"],
  ["a slot without hours", { kind: "slot", valid_days: "", cancel_hours: "2" }, "weekly_hours"],
  [
    "a slot with half a seat's time",
    { kind: "slot", valid_days: "", cancel_hours: "2", weekly_hours: "Mo 09:00-10:00/45x1" },
    "weekly_hours",
  ],
  ["terms without a label", { terms_zh: "每天都行" }, "terms_zh"],
  ["a seventh term", { terms_zh: Array.from({ length: 7 }, (_, index) => `须知${index}：有`).join("|") }, "terms_zh"],
  ["a quota without a number per resident", { quota: "800" }, "quota_per_resident"],
  ["a NUL in a text", { summary_zh: "豆\0花" }, "summary_zh"],
  ["an unknown category", { category: "space" }, "category"],
])("%s is refused", async (_name, change, column) => {
  const db = await aKnownPlace();
  const { errors } = await imported(db, "offers", [{ ...OFFER, ...change }]);
  expect(errors).toEqual([expect.objectContaining({ line: 2, column })]);
});

test("a dry run counts and writes nothing", async () => {
  const db = await aKnownPlace();
  expect(await imported(db, "offers", [OFFER], { is_dry_run: true })).toMatchObject({ added_count: 1, errors: [] });
  expect(await findOffer(db.read, "tofu-set")).toBeUndefined();
});

test("an offer that changed is changed and keeps its revision honest", async () => {
  const db = await aKnownPlace();
  await imported(db, "offers", [OFFER]);
  expect(await imported(db, "offers", [{ ...OFFER, price: "11.00" }])).toMatchObject({ changed_count: 1 });
  expect(await findOffer(db.read, "tofu-set")).toMatchObject({ price_minor: 1_100, revision: 2 });
});
