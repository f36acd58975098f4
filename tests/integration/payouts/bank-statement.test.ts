import { describe, expect, test } from "vitest";
import { entriesOf } from "#tests/support/a-trading-shop";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { addMs, HOUR_MS } from "~/kernel/instant";
import { FUND_BANK, FUND_BANKED, FUND_EARNED, FUND_TRANSIT, OPERATOR_BANK } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { findBankLine, listExplanations, listUnmatchedLines } from "~/payouts/bank.queries.server";
import { cancelPayout } from "~/payouts/cancel-payout.server";
import { explainBankLine } from "~/payouts/explain-bank-line.server";
import { matchBankLine } from "~/payouts/match-bank-line.server";
import { matchBankLines } from "~/payouts/match-bank-lines.server";
import { findBatch, listFittingPayouts, listPayoutsOfBatch } from "~/payouts/payouts.queries.server";
import { inTransaction } from "~/platform/database.server";
import {
  aPayday,
  aSentBatch,
  DUE,
  importLines,
  matchOf,
  onlyLine,
  PAID_ON,
  type Payday,
  settlementStates,
  TEN_DAYS_ON,
} from "./a-payday";

const SHARE = 3_387;

describe("a statement", () => {
  test("that carries our reference and the exact amount posts the payment under the bank's date", async () => {
    const day = await aSentBatch();
    expect(await day.bankSays("operator", [[-SHARE, `转账 ${day.tea.reference} 商居结算`]], TEN_DAYS_ON)).toBe(1);
    const [paid] = (await entriesOf(day.db)).filter(({ kind }) => kind === "merchant_paid");
    expect(paid).toMatchObject({
      booked_on: "2026-08-16",
      merchant: "teahouse",
      postings: [
        { account: "liabilities:merchant:teahouse", amount: SHARE },
        { account: "assets:bank:operator", amount: -SHARE },
      ],
    });
    expect(paid?.idem).toMatch(/^bank:/);
    expect(Object.values(await settlementStates(day.db))).toEqual(["done"]);
    expect(await findBatch(day.db.read, day.batch_id)).toMatchObject({ state: "approved" });
  });

  test("the same file twice changes nothing, and neither does a longer one that holds it", async () => {
    const day = await aSentBatch();
    const said: [number, string][] = [
      [-SHARE, day.tea.reference],
      [-500, "手续费"],
      [-500, "手续费"],
    ];
    await day.bankSays("operator", said);
    await expectNoWrite(day.db, () => day.bankSays("operator", said));
    const longer = await importLines(day.db, { account: "operator", said: [...said, [-500, "手续费"]], by: day.he });
    expect(longer).toEqual({ line_count: 4, added_count: 1 });
    expect(await listUnmatchedLines(day.db.read, "operator")).toHaveLength(3);
  });

  test("a reference with another amount, or the amount without the reference, waits for a person", async () => {
    const day = await aSentBatch();
    expect(
      await day.bankSays("operator", [
        [-SHARE + 1, day.tea.reference],
        [-SHARE, "无附言"],
      ]),
    ).toBe(0);
    expect(Object.values(await settlementStates(day.db))).toEqual(["sent"]);
    expect((await entriesOf(day.db)).some(({ kind }) => kind === "merchant_paid")).toBe(false);
  });

  test("two that say the same at one moment post one entry", async () => {
    const day = await aSentBatch();
    await importLines(day.db, { account: "operator", said: [[-SHARE, day.tea.reference]], by: day.lin });
    const line = await onlyLine(day);
    const match = { line_id: line.id, payout_id: day.tea.id, decided_by: null };
    const outcomes = await overlapping(
      day.db,
      (trx) => matchBankLine(trx, match, DUE),
      () => inTransaction(day.db, (trx) => matchBankLine(trx, match, DUE)),
    );
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
    expect((await entriesOf(day.db)).filter(({ kind }) => kind === "merchant_paid")).toHaveLength(1);
  });
});

describe("the fund", () => {
  const balances = async (day: Pick<Payday, "db">) =>
    Promise.all(
      [FUND_EARNED, FUND_TRANSIT, FUND_BANKED, FUND_BANK, OPERATOR_BANK].map((account) =>
        getAccountBalance(day.db.read, account),
      ),
    );

  test("is sent its contributions by our statement and has them by its own", async () => {
    const day = await aSentBatch();
    await day.bankSays("operator", [
      [-SHARE, day.tea.reference],
      [-128, day.fund.reference],
    ]);
    expect(await balances(day)).toEqual([-128, 128, 0, 0, -SHARE - 128]);
    expect(await findBatch(day.db.read, day.batch_id)).toMatchObject({ state: "approved" });
    await day.bankSays("fund", [[128, day.fund.reference]]);
    expect(await balances(day)).toEqual([0, 0, -128, 128, -SHARE - 128]);
    expect(await findBatch(day.db.read, day.batch_id)).toMatchObject({ state: "settled" });
    expect((await entriesOf(day.db)).find(({ kind }) => kind === "fund_sent")?.idem).toBe(`fund_sent:${day.fund.id}`);
  });

  test("either statement may come first", async () => {
    const day = await aSentBatch();
    await day.bankSays("fund", [[128, day.fund.reference]]);
    await day.bankSays("operator", [
      [-128, day.fund.reference],
      [-SHARE, day.tea.reference],
    ]);
    expect(await balances(day)).toEqual([0, 0, -128, 128, -SHARE - 128]);
    expect(await findBatch(day.db.read, day.batch_id)).toMatchObject({ state: "settled" });
  });

  test("a contribution that came back is earned and can be sent again", async () => {
    const day = await aSentBatch();
    await day.bankSays("operator", [[-128, day.fund.reference]]);
    await day.bankSays("operator", [[128, `退汇 ${day.fund.reference}`]]);
    expect(await balances(day)).toEqual([-128, 0, 0, 0, 0]);
    const again = await day.anApprovedBatch(TEN_DAYS_ON);
    expect(again.lines.map(({ payee, amount_minor }) => [payee, amount_minor])).toEqual([["fund", 128]]);
  });
});

describe("money that comes back", () => {
  test("mirrors its payment, and the shares are due again", async () => {
    const day = await aSentBatch();
    const said: [number, string][] = [
      [SHARE, `退汇 ${day.tea.reference}`],
      [-SHARE, day.tea.reference],
    ];
    expect(await day.bankSays("operator", said)).toBe(2);
    const entries = await entriesOf(day.db);
    const paid = entries.find(({ kind }) => kind === "merchant_paid");
    expect(entries.find(({ kind }) => kind === "payment_returned")).toMatchObject({
      reverses: paid?.id,
      booked_on: PAID_ON,
    });
    expect(Object.values(await settlementStates(day.db))).toEqual(["due"]);
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: SHARE, receivable_minor: 0 });
    const again = await day.anApprovedBatch(TEN_DAYS_ON);
    expect(again.lines.map(({ payee, amount_minor }) => [payee, amount_minor])).toEqual([["teahouse", SHARE]]);
    expect(again.lines[0]?.reference).not.toBe(day.tea.reference);
  });

  test("what was set off for it is open again, and is set off once in the end", async () => {
    const day = await aSentBatch();
    await day.bankSays("operator", [[-SHARE, day.tea.reference]]);
    await day.refund("b1", 3_680);
    await day.serve({ id: "b2", quantity: 2 }, addMs(DUE, HOUR_MS));
    await day.settle(TEN_DAYS_ON);
    const second = await day.anApprovedBatch(TEN_DAYS_ON);
    const tea = second.lines.find(({ payee }) => payee === "teahouse");
    await day.bankSays(
      "operator",
      [
        [-SHARE, tea?.reference ?? ""],
        [SHARE, tea?.reference ?? ""],
      ],
      TEN_DAYS_ON,
    );
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: 2 * SHARE, receivable_minor: SHARE });
    const third = await day.anApprovedBatch(addMs(TEN_DAYS_ON, HOUR_MS));
    const last = third.lines.find(({ payee }) => payee === "teahouse");
    await day.bankSays("operator", [[-SHARE, last?.reference ?? ""]], addMs(TEN_DAYS_ON, HOUR_MS));
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: 0, receivable_minor: 0 });
  });

  test("a line the bank refused is cancelled: due again, twice is once, and what was paid cannot be", async () => {
    const day = await aSentBatch();
    const cancel = (payout_id: string) =>
      inTransaction(day.db, (trx) => cancelPayout(trx, { payout_id, reason: "户名不符", canceled_by: day.he }, DUE));
    expect((await cancel(day.tea.id)).ok).toBe(true);
    expect(Object.values(await settlementStates(day.db))).toEqual(["due"]);
    expect((await expectNoWrite(day.db, () => cancel(day.tea.id))).ok).toBe(true);
    await day.bankSays("operator", [[-128, day.fund.reference]]);
    await expectRefusal(day.db, () => cancel(day.fund.id), "not-on-its-way");
    await expectRefusal(day.db, () => cancel("unknown"), "payout-unknown");
  });
});

describe("by hand", () => {
  test("a line without a reference is matched by somebody who did not approve the batch", async () => {
    const day = await aSentBatch();
    await day.bankSays("operator", [[-SHARE, "附言丢失"]]);
    const line = await onlyLine(day);
    const fitting = await listFittingPayouts(day.db.read, line);
    expect(fitting.map(({ id }) => id)).toEqual([day.tea.id]);
    const match = matchOf(day, line.id);
    await expectRefusal(day.db, () => match(day.he), "approver-matches");
    await expectRefusal(day.db, () => match(day.zhou, day.fund.id), "does-not-fit");
    await expectRefusal(day.db, () => match(day.zhou, "unknown"), "payout-unknown");
    expect((await match(day.zhou)).ok).toBe(true);
    expect((await expectNoWrite(day.db, () => match(day.zhou))).ok).toBe(true);
    await expectRefusal(day.db, () => match(day.zhou, day.fund.id), "already-decided");
  });

  test("a line that is about nothing of ours is explained and posts nothing", async () => {
    const day = await aSentBatch();
    await day.bankSays("operator", [[-500, "手续费"]]);
    const line = await onlyLine(day);
    const before = await entriesOf(day.db);
    const explain = (explanation: string, line_id = line.id) =>
      inTransaction(day.db, (trx) => explainBankLine(trx, { line_id, explanation, decided_by: day.zhou }, DUE));
    expect((await explain("银行手续费")).ok).toBe(true);
    expect((await expectNoWrite(day.db, () => explain("银行手续费"))).ok).toBe(true);
    await expectRefusal(day.db, () => explain("x", "unknown"), "line-unknown");
    expect(await entriesOf(day.db)).toEqual(before);
    expect(await matchBankLines(day.db, "operator", DUE)).toBe(0);
  });

  test("an explanation can be replaced, the earlier one is kept, and a match takes its place", async () => {
    const day = await aSentBatch();
    await day.bankSays("operator", [[-SHARE, "附言丢失"]]);
    const { id: line_id } = await onlyLine(day);
    const explain = (explanation: string, decided_by: string) =>
      inTransaction(day.db, (trx) => explainBankLine(trx, { line_id, explanation, decided_by }, DUE));
    expect((await explain("房租", day.zhou)).ok).toBe(true);
    expect((await explain("水电", day.he)).ok).toBe(true);
    const said = await listExplanations(day.db.read, line_id);
    expect(said.map(({ explanation, decided_by }) => [explanation, decided_by])).toEqual([
      ["水电", day.he],
      ["房租", day.zhou],
    ]);
    expect((await matchOf(day, line_id)(day.zhou)).ok).toBe(true);
    expect(await findBankLine(day.db.read, line_id)).toMatchObject({ state: "matched", explanation: null });
    await expectRefusal(day.db, () => explain("又一种", day.lin), "already-decided");
    expect(await listExplanations(day.db.read, line_id)).toHaveLength(2);
  });

  test("a draft's line is nobody's payment yet", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const prepared = await day.prepare();
    const [fund] = await listPayoutsOfBatch(day.db.read, prepared.ok ? prepared.value : "");
    await importLines(day.db, { account: "operator", said: [[-128, fund?.reference ?? ""]], by: day.lin });
    const before = await dumpOf(day.db);
    expect(await matchBankLines(day.db, "operator", DUE)).toBe(0);
    expect(await dumpOf(day.db)).toEqual(before);
  });
});
