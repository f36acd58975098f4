import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocateRefund, type ClaimedVoucher } from "~/bookings/dashboard-refund";

function voucherOf(id: string, state: ClaimedVoucher["state"], claimed_minor = 0): ClaimedVoucher {
  return { id, state, gross_minor: 3_800, claimed_minor };
}

describe("a refund that somebody made at the processor", () => {
  test("takes unused vouchers first, from the last, and voids them", () => {
    const vouchers = [voucherOf("used", "redeemed"), voucherOf("first", "issued"), voucherOf("last", "issued")];
    expect(allocateRefund(vouchers, 7_600)).toEqual({
      parts: [
        { voucher_id: "last", source: "held", amount_minor: 3_800 },
        { voucher_id: "first", source: "held", amount_minor: 3_800 },
      ],
      voided_ids: ["last", "first"],
      rest: [],
    });
  });

  test("then takes used ones in order, out of what their parties have", () => {
    const vouchers = [voucherOf("one", "redeemed"), voucherOf("two", "redeemed"), voucherOf("open", "issued")];
    expect(allocateRefund(vouchers, 8_000)).toEqual({
      parts: [
        { voucher_id: "open", source: "held", amount_minor: 3_800 },
        { voucher_id: "one", source: "split", amount_minor: 3_800 },
        { voucher_id: "two", source: "split", amount_minor: 400 },
      ],
      voided_ids: ["open"],
      rest: [],
    });
  });

  test("of part of an unused voucher voids it, and the rest of it follows", () => {
    expect(allocateRefund([voucherOf("only", "issued", 500)], 1_000)).toEqual({
      parts: [{ voucher_id: "only", source: "held", amount_minor: 1_000 }],
      voided_ids: ["only"],
      rest: [{ voucher_id: "only", amount_minor: 2_300 }],
    });
  });

  test("of part of a used voucher leaves the rest with its parties", () => {
    expect(allocateRefund([voucherOf("used", "redeemed")], 1_000)).toEqual({
      parts: [{ voucher_id: "used", source: "split", amount_minor: 1_000 }],
      voided_ids: [],
      rest: [],
    });
  });

  test("leaves alone what was given back already, what is void, and what it does not reach", () => {
    const vouchers = [
      voucherOf("untouched", "issued"),
      voucherOf("given-back", "issued", 3_800),
      voucherOf("void", "void"),
      voucherOf("reached", "issued", 3_799),
    ];
    expect(allocateRefund(vouchers, 1)).toEqual({
      parts: [{ voucher_id: "reached", source: "held", amount_minor: 1 }],
      voided_ids: ["reached"],
      rest: [],
    });
  });

  test("of more than any voucher holds says so by naming none", () => {
    expect(allocateRefund([voucherOf("only", "issued")], 3_801)).toEqual({
      parts: [
        { voucher_id: "only", source: "held", amount_minor: 3_800 },
        { voucher_id: null, source: "held", amount_minor: 1 },
      ],
      voided_ids: ["only"],
      rest: [],
    });
  });

  test("is spread without losing a fen, and never over what a voucher holds", () => {
    const vouchers = fc.array(
      fc.record({
        state: fc.constantFrom<ClaimedVoucher["state"]>("issued", "redeemed", "void"),
        gross_minor: fc.integer({ min: 1, max: 500 }),
        claimed_minor: fc.integer({ min: 0, max: 500 }),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(vouchers, fc.integer({ min: 1, max: 2_000 }), (some, amount_minor) => {
        const numbered = some.map((each, index) => ({ ...each, id: `v${index}` }));
        const { parts } = allocateRefund(numbered, amount_minor);
        expect(parts.reduce((sum, part) => sum + part.amount_minor, 0)).toBe(amount_minor);
        for (const part of parts) {
          const voucher = numbered.find(({ id }) => id === part.voucher_id);
          expect(part.amount_minor).toBeGreaterThan(0);
          if (voucher) expect(part.amount_minor).toBeLessThanOrEqual(voucher.gross_minor - voucher.claimed_minor);
        }
      }),
    );
  });
});
