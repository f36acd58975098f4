import { describe, expect, test } from "vitest";
import type { ProcessorEntry } from "~/ledger/processor-entries.queries.server";
import {
  type BalanceTransaction,
  type Difference,
  entryDifference,
  isBalanceOf,
  type Look,
  outcomeOf,
  transactionDifference,
} from "~/payments/reconciliation";

const CHARGE: BalanceTransaction = {
  id: "txn_1",
  created_at: "2026-08-05T02:00:00.000Z",
  amount_minor: 3_680,
  fee_minor: 106,
  net_minor: 3_574,
  currency: "cny",
  reporting_category: "charge",
  source_id: "ch_1",
};
/** Amount and fee leave together, as with a dispute. */
const WITHDRAWAL: BalanceTransaction = {
  ...CHARGE,
  id: "txn_2",
  amount_minor: -3_680,
  fee_minor: 1_500,
  net_minor: -5_180,
  reporting_category: "dispute",
  source_id: "dp_1",
};

function anEntry(amount_minor: number, change: Partial<ProcessorEntry> = {}): ProcessorEntry {
  const named = { charge_id: "ch_1", refund_id: null, balance_transaction_id: null };
  return {
    seq: 1,
    id: "e1",
    kind: "x",
    ts: "2026-08-05T02:00:00.000Z",
    ...named,
    amount_minor,
    currency: "cny",
    ...change,
  };
}

const kindOf = (transaction: BalanceTransaction, by_transaction: ProcessorEntry[], captures: ProcessorEntry[] = []) =>
  transactionDifference(transaction, { by_transaction, captures }, "cny")?.kind;

describe("a charge", () => {
  test("agrees with one entry that takes it in and one for its fee", () => {
    expect(kindOf(CHARGE, [anEntry(-106)], [anEntry(3_680)])).toBeUndefined();
  });
  test("without a fee agrees with the entry that takes it in alone", () => {
    const free = { ...CHARGE, fee_minor: 0, net_minor: 3_680 };
    expect(kindOf(free, [], [anEntry(3_680)])).toBeUndefined();
    expect(kindOf(free, [anEntry(-106)], [anEntry(3_680)])).toBe("amount-differs");
  });
  test.each([
    ["no entry at all", [], [], "entry-missing", 0],
    ["no entry for its fee", [], [anEntry(3_680)], "entry-missing", 3_680],
    ["only its fee", [anEntry(-106)], [], "entry-missing", -106],
    ["two entries that take it in", [anEntry(-106)], [anEntry(3_680), anEntry(3_680)], "entry-twice", 7_254],
    ["two fees", [anEntry(-106), anEntry(-106)], [anEntry(3_680)], "entry-twice", 3_468],
    ["another amount", [anEntry(-106)], [anEntry(3_681)], "amount-differs", 3_575],
    ["fee and amount wrong by the same", [anEntry(-107)], [anEntry(3_681)], "amount-differs", 3_574],
    ["an entry of another currency", [anEntry(-106)], [anEntry(3_680, { currency: "usd" })], "currency-differs", 3_574],
  ] as const)("with %s differs", (_what, by_transaction, captures, kind, ledger_minor) => {
    expect(transactionDifference(CHARGE, { by_transaction, captures }, "cny")).toMatchObject({
      kind,
      subject: "txn_1",
      processor_minor: 3_574,
      ledger_minor,
    });
  });
});

describe("any other transaction", () => {
  test("agrees with the one entry that names it and moves its net", () => {
    expect(kindOf(WITHDRAWAL, [anEntry(-5_180)])).toBeUndefined();
  });
  test("of nothing needs no entry", () => {
    expect(kindOf({ ...WITHDRAWAL, amount_minor: 0, fee_minor: 0, net_minor: 0 }, [])).toBeUndefined();
  });
  test("differs where none names it, two do, or the amount is another", () => {
    expect(kindOf(WITHDRAWAL, [])).toBe("entry-missing");
    expect(kindOf(WITHDRAWAL, [anEntry(-5_180), anEntry(-5_180)])).toBe("entry-twice");
    expect(kindOf(WITHDRAWAL, [anEntry(-3_680)])).toBe("amount-differs");
  });
  test("of another currency than the community's differs, whatever its entry says", () => {
    expect(kindOf({ ...WITHDRAWAL, currency: "hkd" }, [anEntry(-5_180, { currency: "hkd" })])).toBe("currency-differs");
  });
});

test("a balance asked for in a busy shop is what the transactions came to at some moment meanwhile", () => {
  expect(isBalanceOf(100, 100, [])).toBe(true);
  expect(isBalanceOf(100, 100, [50, -20])).toBe(true);
  expect(isBalanceOf(150, 100, [50, -20])).toBe(true);
  expect(isBalanceOf(130, 100, [50, -20])).toBe(true);
  expect(isBalanceOf(80, 100, [50, -20])).toBe(false);
});

function aLook(ledger_minor: number, differences: Difference[] = [], awaited: Difference[] = []): Look {
  const figures = { transactions_minor: 1_000, balance_minor: 1_000, ledger_minor };
  return { transaction_count: 1, entry_count: 1, ...figures, differences, awaited, hidden_count: 0 };
}

function aMissing(subject: string, processor_minor: number): Difference {
  return { kind: "entry-missing", subject, processor_minor, ledger_minor: 0, entry_id: null, detail: "" };
}

describe("what comes of several looks", () => {
  test("is nothing where the last saw nothing", () => {
    expect(outcomeOf([aLook(900, [aMissing("a", 100)]), aLook(1_000)])).toEqual({ differences: [], settling_count: 0 });
    expect(outcomeOf([])).toEqual({ differences: [], settling_count: 0 });
  });

  test("leaves out what only the last one saw, in the sums as well", () => {
    const looks = [aLook(900, [aMissing("a", 100)]), aLook(950, [aMissing("b", 50)])];
    expect(outcomeOf(looks)).toEqual({ differences: [], settling_count: 1 });
  });

  test("is what all of them saw, and both sums without what is settling", () => {
    const looks = [aLook(900, [aMissing("a", 100)]), aLook(850, [aMissing("a", 100), aMissing("b", 50)])];
    const { differences, settling_count } = outcomeOf(looks);
    expect(differences).toMatchObject([
      { kind: "entry-missing", subject: "a" },
      { kind: "sum-differs", subject: "sum", processor_minor: 950, ledger_minor: 850 },
    ]);
    expect(settling_count).toBe(1);
  });

  test("leaves out a charge whose transaction the processor has not made yet", () => {
    const awaited = [entryDifference(anEntry(300))];
    const look = aLook(1_300, [], awaited);
    expect(outcomeOf([look, look])).toEqual({ differences: [], settling_count: 1 });
  });

  test("sees a sum that differs though every transaction has its entry", () => {
    expect(outcomeOf([aLook(990)]).differences).toMatchObject([
      { kind: "sum-differs", processor_minor: 1_000, ledger_minor: 990 },
    ]);
  });
});
