import { describe, expect, test } from "vitest";
import type { BookingState } from "#db/schema/bookings";
import { canMove, type PaidFacts, paidState } from "~/bookings/booking-states";

const STATES: readonly BookingState[] = [
  "held",
  "paying",
  "paid",
  "redeemed",
  "settled",
  "expired",
  "cancelled",
  "refunded",
];

describe("a booking moves", () => {
  test.each<[BookingState, BookingState[]]>([
    ["held", ["paying", "paid", "expired", "cancelled"]],
    ["paying", ["paid", "expired", "cancelled"]],
    ["paid", ["redeemed", "expired", "cancelled", "refunded"]],
    ["redeemed", ["paid", "settled", "refunded"]],
    ["settled", ["redeemed", "refunded"]],
    ["expired", ["paid", "refunded"]],
    ["cancelled", ["paid", "refunded"]],
    ["refunded", ["redeemed", "expired", "cancelled"]],
  ])("from %s to %j and nowhere else", (from, allowed) => {
    expect(STATES.filter((to) => canMove(from, to))).toEqual(allowed);
  });
});

/** Paid 76.00, one of two vouchers used, nothing went back. */
const PAID: PaidFacts = {
  state: "paid",
  close_reason: null,
  gross_minor: 7_600,
  returned_minor: 0,
  vouchers: [{ state: "issued" }, { state: "redeemed" }],
};

describe("a booking that was paid", () => {
  test("is refunded once all of the money went back, and not a fen sooner", () => {
    expect(paidState({ ...PAID, returned_minor: 7_600 })).toBe("refunded");
    expect(paidState({ ...PAID, returned_minor: 7_601 })).toBe("refunded");
    expect(paidState({ ...PAID, returned_minor: 7_599 })).toBe("paid");
  });

  test("for nothing is not refunded by nothing", () => {
    expect(paidState({ ...PAID, gross_minor: 0 })).toBe("paid");
  });

  test("stays paid while a voucher is still to be used", () => {
    expect(paidState(PAID)).toBe("paid");
    expect(paidState({ ...PAID, state: "settled" })).toBe("paid");
    expect(paidState({ ...PAID, vouchers: [{ state: "void" }, { state: "issued" }] })).toBe("paid");
  });

  test("is redeemed when no voucher is left and one was used; settled stays settled", () => {
    const vouchers = [{ state: "void" }, { state: "redeemed" }] as const;
    expect(paidState({ ...PAID, vouchers })).toBe("redeemed");
    expect(paidState({ ...PAID, vouchers, state: "refunded" })).toBe("redeemed");
    expect(paidState({ ...PAID, vouchers, state: "settled" })).toBe("settled");
  });

  test("ended unused: expired where its time ran out, else cancelled", () => {
    const vouchers = [{ state: "void" }, { state: "void" }] as const;
    expect(paidState({ ...PAID, vouchers, close_reason: "voucher-expired" })).toBe("expired");
    expect(paidState({ ...PAID, vouchers, close_reason: "no-show" })).toBe("expired");
    expect(paidState({ ...PAID, vouchers, close_reason: "resident-cancelled" })).toBe("cancelled");
    expect(paidState({ ...PAID, vouchers, close_reason: null })).toBe("cancelled");
  });
});
