import { describe, expect, test } from "vitest";
import type { DisputePartTable } from "#db/schema/bookings";
import {
  type DisputedBooking,
  disputeLostEntry,
  disputeMoneyEntry,
  disputeRecoveredEntry,
} from "~/bookings/dispute-entries";
import type { LossPart, RecoveredPart } from "~/bookings/dispute-loss";
import { instant } from "~/kernel/instant";
import { type JournalEntry, postingsFault } from "~/ledger/journal-entry";
import type { DisputeFact } from "~/payments/dispute-fact";

const PAID_AT = instant("2026-11-20T02:00:00.000Z");
const BOOKING: DisputedBooking = { booking_id: "b1", merchant_id: "teahouse", paid_at: PAID_AT };
const FACT: DisputeFact = {
  id: "dp_1",
  charge_id: "ch_1",
  amount_minor: 7_600,
  currency: "cny",
  status: "needs_response",
  reason: "fraudulent",
  opened_at: instant("2026-11-25T02:00:00.000Z"),
  transactions: [],
};

const HELD: LossPart = {
  voucher_id: "v1",
  source: "held",
  amount_minor: 3_800,
  merchant_minor: 0,
  is_merchant_paid: false,
};
const SPLIT: LossPart = { ...HELD, voucher_id: "v2", source: "split", merchant_minor: 3_496 };
const SURPLUS: LossPart = { ...HELD, voucher_id: null, source: "surplus" };
const LOSS: LossPart = { ...SURPLUS, source: "loss", amount_minor: 500 };

/** Account and amount of each posting of an entry that balances. */
function linesOf({ postings }: JournalEntry): [string, number][] {
  expect(postingsFault(postings)).toBeUndefined();
  return postings.map(({ account, amount_minor, currency }) => {
    expect(currency).toBe("cny");
    return [account, amount_minor];
  });
}

describe("a dispute", () => {
  test("that takes money puts it aside, and its fee is the operator's", () => {
    const taken = { balance_transaction_id: "txn_1", amount_minor: -7_600, fee_minor: 1_500, net_minor: -9_100 };
    const entry = disputeMoneyEntry(BOOKING, FACT, taken, "dispute:dp_1");
    expect(entry).toMatchObject({
      kind: "dispute_opened",
      idem: "dispute:dp_1",
      effective_at: PAID_AT,
      booking_id: "b1",
      stripe: { charge: "ch_1", dispute: "dp_1", balance_transaction: "txn_1" },
    });
    expect(linesOf(entry)).toEqual([
      ["assets:disputed:dp_1", 7_600],
      ["expenses:stripe_fees", 1_500],
      ["assets:stripe", -9_100],
    ]);
  });

  test("that is won brings the money back; a fee of zero has no line", () => {
    const given = { balance_transaction_id: "txn_2", amount_minor: 7_600, fee_minor: 0, net_minor: 7_600 };
    const entry = disputeMoneyEntry(BOOKING, FACT, given, "dispute_won:txn_2");
    expect(entry.kind).toBe("dispute_won");
    expect(linesOf(entry)).toEqual([
      ["assets:disputed:dp_1", -7_600],
      ["assets:stripe", 7_600],
    ]);
  });

  test("that only costs a fee is not won", () => {
    const fee = { balance_transaction_id: "txn_3", amount_minor: 0, fee_minor: 1_500, net_minor: -1_500 };
    const entry = disputeMoneyEntry(BOOKING, FACT, fee, "dispute:dp_1");
    expect(entry.kind).toBe("dispute_opened");
    expect(linesOf(entry)).toEqual([
      ["expenses:stripe_fees", 1_500],
      ["assets:stripe", -1_500],
    ]);
  });
});

describe("a lost dispute", () => {
  test("before use ends what was held for the resident, and names the voucher but no merchant", () => {
    const entry = disputeLostEntry(BOOKING, FACT, [HELD], "dispute_lost:dp_1");
    expect(entry).toEqual({
      kind: "dispute_lost",
      idem: "dispute_lost:dp_1",
      effective_at: PAID_AT,
      booking_id: "b1",
      voucher_id: "v1",
      stripe: { charge: "ch_1", dispute: "dp_1" },
      postings: [
        { account: "liabilities:held:b1", amount_minor: 3_800, currency: "cny" },
        { account: "assets:disputed:dp_1", amount_minor: -3_800, currency: "cny" },
      ],
    });
  });

  test("after use is the merchant's for its part and the operator's for the rest: the fund keeps its leg", () => {
    const entry = disputeLostEntry(BOOKING, FACT, [SPLIT], "dispute_lost:dp_1");
    expect(entry).toMatchObject({ voucher_id: "v2", merchant_id: "teahouse" });
    expect(linesOf(entry)).toEqual([
      ["expenses:dispute_losses", 304],
      ["liabilities:merchant:teahouse", 3_496],
      ["assets:disputed:dp_1", -3_800],
    ]);
  });

  test("after the merchant was paid becomes its debt", () => {
    const entry = disputeLostEntry(BOOKING, FACT, [{ ...SPLIT, is_merchant_paid: true }], "dispute_lost:dp_1");
    expect(linesOf(entry)).toContainEqual(["assets:receivable:merchant:teahouse", 3_496]);
  });

  test("over several vouchers has one line an account, and names none of them", () => {
    const entry = disputeLostEntry(BOOKING, FACT, [HELD, { ...HELD, voucher_id: "v3" }, SPLIT, LOSS], "x");
    expect(entry).not.toHaveProperty("voucher_id");
    expect(entry).toHaveProperty("merchant_id", "teahouse");
    expect(linesOf(entry)).toEqual([
      ["liabilities:held:b1", 7_600],
      ["liabilities:merchant:teahouse", 3_496],
      ["expenses:dispute_losses", 804],
      ["assets:disputed:dp_1", -11_900],
    ]);
  });

  test("of money that no booking took ends the surplus, and concerns no voucher", () => {
    const entry = disputeLostEntry(BOOKING, FACT, [SURPLUS, LOSS], "x");
    expect(entry).not.toHaveProperty("voucher_id");
    expect(entry).not.toHaveProperty("merchant_id");
    expect(linesOf(entry)).toEqual([
      ["liabilities:surplus:b1", 3_800],
      ["expenses:dispute_losses", 500],
      ["assets:disputed:dp_1", -4_300],
    ]);
  });
});

function recoveredOf(part: LossPart, recovered_minor: number, recovered_merchant_minor: number): RecoveredPart {
  const row: DisputePartTable = {
    ...part,
    dispute_id: "dp_1",
    ordinal: 1,
    is_merchant_paid: part.is_merchant_paid ? 1 : 0,
    recovered_minor: 0,
    recovered_merchant_minor: 0,
  };
  return { part: row, recovered_minor, recovered_merchant_minor };
}

describe("a lost dispute that is won after all", () => {
  test("gives everyone back what they bore", () => {
    const recovered = [recoveredOf(SPLIT, 304, 3_496)];
    const entry = disputeRecoveredEntry(BOOKING, FACT, { recovered, unclaimed_minor: 0 }, "dispute_recovered:dp_1");
    expect(entry).toMatchObject({
      kind: "dispute_recovered",
      idem: "dispute_recovered:dp_1",
      effective_at: PAID_AT,
      booking_id: "b1",
      voucher_id: "v2",
      merchant_id: "teahouse",
      stripe: { charge: "ch_1", dispute: "dp_1" },
    });
    expect(linesOf(entry)).toEqual([
      ["assets:disputed:dp_1", 3_800],
      ["expenses:dispute_losses", -304],
      ["liabilities:merchant:teahouse", -3_496],
    ]);
  });

  test("lowers the debt of a merchant that was paid", () => {
    const recovered = [recoveredOf({ ...SPLIT, is_merchant_paid: true }, 0, 3_000)];
    const entry = disputeRecoveredEntry(BOOKING, FACT, { recovered, unclaimed_minor: 0 }, "x");
    expect(linesOf(entry)).toEqual([
      ["assets:disputed:dp_1", 3_000],
      ["assets:receivable:merchant:teahouse", -3_000],
    ]);
  });

  test("makes what a resident held a surplus, and what nobody lost the operator's", () => {
    const recovered = [recoveredOf(HELD, 3_800, 0)];
    const entry = disputeRecoveredEntry(BOOKING, FACT, { recovered, unclaimed_minor: 200 }, "x");
    expect(entry).not.toHaveProperty("merchant_id");
    expect(linesOf(entry)).toEqual([
      ["assets:disputed:dp_1", 4_000],
      ["liabilities:surplus:b1", -3_800],
      ["expenses:dispute_losses", -200],
    ]);
  });

  test("gives a surplus back as surplus", () => {
    const entry = disputeRecoveredEntry(
      BOOKING,
      FACT,
      { recovered: [recoveredOf(SURPLUS, 100, 0)], unclaimed_minor: 0 },
      "x",
    );
    expect(linesOf(entry)).toEqual([
      ["assets:disputed:dp_1", 100],
      ["liabilities:surplus:b1", -100],
    ]);
  });
});
