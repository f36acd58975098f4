import { expect, test } from "vitest";
import {
  type BookingTerms,
  CONTEST_WINDOW_MS,
  cancellableUntil,
  GONE_STATES,
  isUnpaid,
  parseBookingTerms,
  redeemableFrom,
  UNPAID_LIMIT_COUNT,
  validUntil,
} from "~/bookings/booking";
import { instant } from "~/kernel/instant";

const CHENGDU = "Asia/Shanghai";
const BERLIN = "Europe/Berlin";

const TERMS: BookingTerms = {
  kind: "voucher",
  price_type: "alliance",
  category_id: "canteen",
  title_zh: "双人盖碗茶",
  title_en: "Tea for two",
  merchant_name_zh: "鹤鸣茶社",
  merchant_name_en: "Heming Teahouse",
  merchant_address_zh: "青杨一街",
  merchant_address_en: "Qingyang 1st Street",
  merchant_phone: "028-5550-1234",
  list_price_minor: 5_800,
  terms: [{ label: "适用人数", text: "2人" }],
  valid_days: 30,
  cancel_until: null,
  is_no_show_kept: false,
  starts_at: null,
  ends_at: null,
};

const SLOT: BookingTerms = {
  ...TERMS,
  kind: "slot",
  valid_days: null,
  cancel_until: instant("2026-11-20T22:00:00.000Z"),
  starts_at: instant("2026-11-21T06:00:00.000Z"),
  ends_at: instant("2026-11-21T07:30:00.000Z"),
};

test("a voucher is good through the last of its days in the community's zone", () => {
  // 20:30 in Chengdu on the 1st, thirty days: through the 31st, so until midnight before the 1st
  expect(validUntil(TERMS, instant("2026-12-01T12:30:00.000Z"), CHENGDU)).toBe("2026-12-31T16:00:00.000Z");
});

test("the day of payment is the community's, not Greenwich's", () => {
  // 00:30 on the 2nd in Chengdu is still the 1st in Greenwich
  expect(validUntil(TERMS, instant("2026-12-01T16:30:00.000Z"), CHENGDU)).toBe("2027-01-01T16:00:00.000Z");
});

test("a voucher without days of its own is good on the day of payment", () => {
  expect(validUntil({ ...TERMS, valid_days: null }, instant("2026-12-01T12:30:00.000Z"), CHENGDU)).toBe(
    "2026-12-01T16:00:00.000Z",
  );
});

test("a day is a day where clocks change", () => {
  const one_day = { ...TERMS, valid_days: 1 };
  // Berlin leaves summer time on 25 October 2026, a day of 25 hours
  expect(validUntil(one_day, instant("2026-10-24T10:00:00.000Z"), BERLIN)).toBe("2026-10-25T23:00:00.000Z");
});

test("a slot is good until the end of the day on which it ends", () => {
  expect(validUntil(SLOT, instant("2026-11-01T00:00:00.000Z"), CHENGDU)).toBe("2026-11-21T16:00:00.000Z");
});

test("a slot is served from the beginning of its day, a voucher at once", () => {
  expect(redeemableFrom(SLOT, CHENGDU)).toBe("2026-11-20T16:00:00.000Z");
  expect(redeemableFrom(TERMS, CHENGDU)).toBeUndefined();
});

test("a slot is given back until its deadline, a voucher as long as it lives", () => {
  expect(cancellableUntil(SLOT, "2026-11-21T16:00:00.000Z")).toBe(SLOT.cancel_until);
  expect(cancellableUntil(TERMS, "2026-12-31T16:00:00.000Z")).toBe("2026-12-31T16:00:00.000Z");
});

test("terms come back as they were agreed to", () => {
  expect(parseBookingTerms(JSON.stringify(SLOT))).toEqual(SLOT);
});

test("only what is held or being paid is unpaid", () => {
  const states = ["held", "paying", "paid", "redeemed", "settled", "expired", "cancelled", "refunded"] as const;
  expect(states.filter(isUnpaid)).toEqual(["held", "paying"]);
});

test("a booking that ended without ever being paid is expired or cancelled", () => {
  expect(GONE_STATES).toEqual(["expired", "cancelled"]);
});

test("a resident has a day to contest, and three unpaid bookings at a time", () => {
  expect(CONTEST_WINDOW_MS).toBe(86_400_000);
  expect(UNPAID_LIMIT_COUNT).toBe(3);
});
