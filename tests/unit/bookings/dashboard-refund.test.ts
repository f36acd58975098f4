import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocateRefund, type ClaimedVoucher, type OwedRefund } from "~/bookings/dashboard-refund";

const ofVouchers = (vouchers: readonly ClaimedVoucher[], amount_minor: number) =>
  allocateRefund({ owed: [], vouchers, underway: [] }, amount_minor);

function voucherOf(id: string, state: ClaimedVoucher["state"], claimed_minor = 0): ClaimedVoucher {
  return { id, state, gross_minor: 3_800, claimed_minor };
}

describe("a refund that somebody made at the processor", () => {
  test("takes unused vouchers first, from the last, and voids them", () => {
    const vouchers = [voucherOf("used", "redeemed"), voucherOf("first", "issued"), voucherOf("last", "issued")];
    expect(ofVouchers(vouchers, 7_600)).toEqual({
      parts: [
        { voucher_id: "last", source: "held", amount_minor: 3_800 },
        { voucher_id: "first", source: "held", amount_minor: 3_800 },
      ],
      voided_ids: ["last", "first"],
      rest: [],
      overtaken: [],
    });
  });

  test("then takes used ones in order, out of what their parties have", () => {
    const vouchers = [voucherOf("one", "redeemed"), voucherOf("two", "redeemed"), voucherOf("open", "issued")];
    expect(ofVouchers(vouchers, 8_000)).toEqual({
      parts: [
        { voucher_id: "open", source: "held", amount_minor: 3_800 },
        { voucher_id: "one", source: "split", amount_minor: 3_800 },
        { voucher_id: "two", source: "split", amount_minor: 400 },
      ],
      voided_ids: ["open"],
      rest: [],
      overtaken: [],
    });
  });

  test("of part of an unused voucher voids it, and the rest of it follows", () => {
    expect(ofVouchers([voucherOf("only", "issued", 500)], 1_000)).toEqual({
      parts: [{ voucher_id: "only", source: "held", amount_minor: 1_000 }],
      voided_ids: ["only"],
      rest: [{ voucher_id: "only", amount_minor: 2_300 }],
      overtaken: [],
    });
  });

  test("of part of a used voucher leaves the rest with its parties", () => {
    expect(ofVouchers([voucherOf("used", "redeemed")], 1_000)).toEqual({
      parts: [{ voucher_id: "used", source: "split", amount_minor: 1_000 }],
      voided_ids: [],
      rest: [],
      overtaken: [],
    });
  });

  test("takes what void vouchers still hold before others become void", () => {
    const vouchers = [voucherOf("open", "issued"), voucherOf("void", "void", 3_000)];
    expect(ofVouchers(vouchers, 500)).toEqual({
      parts: [{ voucher_id: "void", source: "held", amount_minor: 500 }],
      voided_ids: [],
      rest: [{ voucher_id: "void", amount_minor: 300 }],
      overtaken: [],
    });
  });

  test("leaves alone what was given back already and what it does not reach", () => {
    const vouchers = [
      voucherOf("untouched", "issued"),
      voucherOf("given-back", "issued", 3_800),
      voucherOf("void", "void", 3_800),
      voucherOf("reached", "issued", 3_799),
    ];
    expect(ofVouchers(vouchers, 1)).toEqual({
      parts: [{ voucher_id: "reached", source: "held", amount_minor: 1 }],
      voided_ids: ["reached"],
      rest: [],
      overtaken: [],
    });
  });

  test("of more than there is is surplus that somebody has too much", () => {
    expect(ofVouchers([voucherOf("only", "issued")], 3_801)).toEqual({
      parts: [
        { voucher_id: "only", source: "held", amount_minor: 3_800 },
        { voucher_id: null, source: "surplus", amount_minor: 1 },
      ],
      voided_ids: ["only"],
      rest: [],
      overtaken: [],
    });
  });

  test("takes what we owed and did not send before any voucher, and what we sent after all of them", () => {
    const part = { voucher_id: "used", source: "split" as const };
    const money = {
      owed: [{ id: "agreed", parts: [{ ...part, amount_minor: 1_000 }] }],
      vouchers: [voucherOf("used", "redeemed", 3_500), voucherOf("void", "void", 3_800)],
      underway: [{ id: "sent", parts: [{ voucher_id: "void", source: "held" as const, amount_minor: 3_800 }] }],
    };
    expect(allocateRefund(money, 400)).toEqual({
      parts: [{ ...part, amount_minor: 400 }],
      voided_ids: [],
      rest: [],
      overtaken: [{ refund_id: "agreed", rest: [{ ...part, amount_minor: 600 }] }],
    });
    expect(allocateRefund(money, 1_500)).toEqual({
      parts: [
        { ...part, amount_minor: 1_300 },
        { voucher_id: "void", source: "held", amount_minor: 200 },
      ],
      voided_ids: [],
      rest: [],
      overtaken: [{ refund_id: "agreed", rest: [] }],
    });
  });

  /** Any charge whose vouchers were given back, asked back or lost in part. */
  const anyMoney = fc
    .array(
      fc.record({
        state: fc.constantFrom<ClaimedVoucher["state"]>("issued", "redeemed", "void"),
        gross_minor: fc.integer({ min: 1, max: 500 }),
        gone_minor: fc.integer({ min: 0, max: 200 }),
        owed_minor: fc.integer({ min: 0, max: 200 }),
        is_sent: fc.boolean(),
      }),
      { maxLength: 5 },
    )
    .map((some) => {
      const vouchers: ClaimedVoucher[] = [];
      const money = { owed: [] as OwedRefund[], vouchers, underway: [] as OwedRefund[] };
      for (const [index, { state, gross_minor, gone_minor, owed_minor, is_sent }] of some.entries()) {
        const gone = Math.min(gross_minor, gone_minor);
        const asked = state === "issued" ? 0 : Math.min(gross_minor - gone, owed_minor);
        const source = state === "redeemed" ? ("split" as const) : ("held" as const);
        vouchers.push({ id: `v${index}`, state, gross_minor, claimed_minor: gone + asked });
        const refund = { id: `r${index}`, parts: [{ voucher_id: `v${index}`, source, amount_minor: asked }] };
        if (asked > 0) money[is_sent ? "underway" : "owed"].push(refund);
      }
      return money;
    });
  const sumOf = (parts: readonly { amount_minor: number }[]) => parts.reduce((sum, part) => sum + part.amount_minor, 0);

  test("is spread without losing a fen, and each account bears no more than it has", () => {
    fc.assert(
      fc.property(anyMoney, fc.integer({ min: 1, max: 3_000 }), (money, amount_minor) => {
        const { parts, rest, overtaken } = allocateRefund(money, amount_minor);
        const claims = [...money.owed, ...money.underway].flatMap((refund) => refund.parts);
        const openOf = ({ id, gross_minor, claimed_minor }: ClaimedVoucher) =>
          gross_minor - claimed_minor + sumOf(claims.filter(({ voucher_id }) => voucher_id === id));
        expect(sumOf(parts)).toBe(amount_minor);
        for (const voucher of money.vouchers) {
          const own = parts.filter(({ voucher_id }) => voucher_id === voucher.id);
          expect(own.every(({ source }) => (source === "split") === (voucher.state === "redeemed"))).toBe(true);
          expect(sumOf(own)).toBeLessThanOrEqual(openOf(voucher));
        }
        const bearable_minor = money.vouchers.reduce((sum, voucher) => sum + openOf(voucher), 0);
        const surplus = parts.filter(({ voucher_id }) => voucher_id === null);
        expect(sumOf(surplus)).toBe(Math.max(0, amount_minor - bearable_minor));
        for (const { amount_minor: each } of [...parts, ...rest, ...overtaken.flatMap((one) => one.rest)])
          expect(each).toBeGreaterThan(0);
      }),
    );
  });

  test("and what it leaves of what was owed is still asked for, to the fen", () => {
    fc.assert(
      fc.property(anyMoney, fc.integer({ min: 1, max: 3_000 }), (money, amount_minor) => {
        const { overtaken } = allocateRefund(money, amount_minor);
        const owed_minor = sumOf(money.owed.flatMap((refund) => refund.parts));
        const ended = money.owed.filter(({ id }) => overtaken.some(({ refund_id }) => refund_id === id));
        const left_minor = owed_minor - sumOf(ended.flatMap((refund) => refund.parts));
        const asked_minor = sumOf(overtaken.flatMap(({ rest }) => rest));
        expect(left_minor + asked_minor).toBe(Math.max(0, owed_minor - amount_minor));
      }),
    );
  });
});
