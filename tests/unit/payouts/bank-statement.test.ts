import { expect, test } from "vitest";
import { calendarDay } from "~/kernel/calendar-day";
import { parseBankStatement } from "~/payouts/bank-statement";
import { plannedPayment, referenceOf, referencesIn } from "~/payouts/payout-plan";

const TODAY = calendarDay("2026-08-06");

function linesOf(text: string) {
  const read = parseBankStatement(text, TODAY);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.lines.map(({ line: _line, ...said }) => said);
}

function faultsOf(text: string) {
  const read = parseBankStatement(text, TODAY);
  return read.ok ? [] : read.faults.map(({ line, fault }) => `${line} ${fault}`);
}

const PAID = { booked_on: "2026-08-05", amount_minor: -123_450, counterparty: "茶馆", text: "SJ1 结算" };

test.each([
  ["signed amounts", "日期,金额,对方户名,附言\n2026-08-05,-1234.50,茶馆,SJ1 结算"],
  ["English names", "Date,Amount,Counterparty,Purpose\n2026-08-05,-1234.50,茶馆,SJ1 结算"],
  ["two columns", "交易日期,收入金额,支出金额,对方户名,摘要\n20260805,,1234.50,茶馆,SJ1 结算"],
  ["an empty side that is zero", "交易日期,贷方发生额,借方发生额,对方名称,用途\n2026/8/5,0.00,1234.50,茶馆,SJ1 结算"],
  [
    "tabs, a mark, units and times",
    "\uFEFF记账日期\t交易金额（元）\t对方户名\t摘要\n2026-08-05 10:11:12\t-1234.50\t茶馆\tSJ1 结算",
  ],
  ["thousands and full width", '日期,金额,对方户名,附言\r\n2026年8月5日,"－1,234.50",茶馆,SJ1 结算\r\n'],
])("a statement is read with %s", (_name, text) => {
  expect(linesOf(text)).toEqual([PAID]);
});

test("money that comes in is positive", () => {
  expect(linesOf("日期,收入,支出\n2026-08-05,12.5,")).toEqual([
    { booked_on: "2026-08-05", amount_minor: 1_250, counterparty: "", text: "" },
  ]);
});

test("what is wrong is told by line, all of it at once", () => {
  const text = "日期,金额\n2026-13-01,1\n2026-08-05,x\n2026-08-05,0\n2026-08-07,1\n\n,5";
  expect(faultsOf(text)).toEqual(["2 date", "3 amount", "4 amount", "5 date-ahead", "7 date"]);
  expect(faultsOf("日期,收入,支出\n2026-08-05,1,2")).toEqual(["2 two-amounts"]);
});

test.each([
  ["", "0 no-lines"],
  ["a,b\n1,2", "1 no-date"],
  ["日期,附言\n2026-08-05,x", "1 no-amount"],
  ["日期,金额\n", "0 no-lines"],
  ['日期,金额\n"2026', "0 no-table"],
])("%j is no statement", (text, fault) => {
  expect(faultsOf(text)).toEqual([fault === "0 no-lines" && text === "" ? "1 no-date" : fault]);
});

test("a reference is found whatever the bank did to it", () => {
  const reference = referenceOf("0a1b2c3d-4e5f-8000-8000-000000000000");
  expect(reference).toBe("SJ0A1B2C3D4E");
  expect(referencesIn(`跨行转账/sj0a1b 2c3d4e/商居`)).toEqual([reference]);
  expect(referencesIn("ＳＪ０Ａ１Ｂ２Ｃ３Ｄ４Ｅ")).toEqual([reference]);
  expect(referencesIn("SJ0A1B2C")).toEqual([]);
});

test("a shop gets its shares less what it has to give back, or nothing while that is more", () => {
  const shares = [
    { voucher_id: "a", payable_minor: 300 },
    { voucher_id: "b", payable_minor: -1 },
  ];
  expect(plannedPayment({ shares, receivable_minor: 100 })).toEqual({ amount_minor: 199, netted_minor: 100 });
  expect(plannedPayment({ shares, receivable_minor: 299 })).toBeUndefined();
  expect(plannedPayment({ shares: [], receivable_minor: -5 })).toEqual({ amount_minor: 5, netted_minor: -5 });
});

test.each([
  ["日期,收入,支出\n2026-08-05,,-33.87", 3_387],
  ["日期,收入,支出\n2026-08-05,,(33.87)", 3_387],
  ["日期,收入,支出\n2026-08-05,,（33.87）", 3_387],
  ["日期,收入,支出\n2026-08-05,,红字33.87", 3_387],
  ["日期,收入,支出\n2026-08-05,,33.87-", 3_387],
  ["日期,收入,支出\n2026-08-05,0.00,−33.87", 3_387],
  ["日期,收入,支出\n2026-08-05,,+33.87", -3_387],
  ["日期,收入,支出\n2026-08-05,-33.87,", -3_387],
  ["日期,金额\n2026-08-05,(33.87)", -3_387],
])("an amount marked as less than nothing is the opposite of its column: %j", (text, amount_minor) => {
  expect(linesOf(text)).toMatchObject([{ amount_minor }]);
});

test.each(["--33.87", "(-33.87)", "-33.87-", "33.87 CR", "1e3", "33.875", "()", "红"])(
  "an amount nobody can be sure of is refused with its line and column: %j",
  (written) => {
    const read = parseBankStatement(`日期,收入,支出金额\n2026-08-05,,${written}`, TODAY);
    expect(read).toEqual({ ok: false, faults: [{ line: 2, fault: "amount", value: written, column: "支出金额" }] });
  },
);
