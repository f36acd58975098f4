import { describe, expect, test } from "vitest";
import { entriesOf } from "#tests/support/a-trading-shop";
import { aPerson } from "#tests/support/builders";
import { expectRefusal } from "#tests/support/database-dump";
import { addMs, HOUR_MS, type Instant } from "~/kernel/instant";
import { cancelPayout } from "~/payouts/cancel-payout.server";
import { explainBankLine } from "~/payouts/explain-bank-line.server";
import { exportPayoutBatch } from "~/payouts/export-payout-batch.server";
import { matchBankLine } from "~/payouts/match-bank-line.server";
import { findPayout, listPayoutsOfBatch } from "~/payouts/payouts.queries.server";
import { preparePayoutBatch } from "~/payouts/prepare-payout-batch.server";
import { voidPayoutBatch } from "~/payouts/void-payout-batch.server";
import { inTransaction } from "~/platform/database.server";
import {
  aPayday,
  aSentBatch,
  DUE,
  done,
  matchOf,
  onlyLine,
  type Payday,
  settlementStates,
  TEN_DAYS_ON,
} from "./a-payday";

const SHARE = 3_387;

describe("a second person", () => {
  test("confirms a line of a statement that the batch's approver imported, and so for its preparer", async () => {
    const day = await aSentBatch();
    const paid: [number, string] = [-SHARE, day.tea.reference];
    expect(await day.bankSays("operator", [paid], DUE, day.he)).toBe(0);
    expect((await entriesOf(day.db)).some(({ kind }) => kind === "merchant_paid")).toBe(false);
    const match = matchOf(day, (await onlyLine(day)).id);
    await expectRefusal(day.db, () => match(day.he), "approver-matches");
    expect((await match(day.zhou)).ok).toBe(true);
    expect(await day.bankSays("operator", [[-128, day.fund.reference]], DUE, day.zhou)).toBe(0);
    const match_fund = matchOf(day, (await onlyLine(day)).id);
    await expectRefusal(day.db, () => match_fund(day.zhou, day.fund.id), "second-person-needed");
    expect((await match_fund(day.lin, day.fund.id)).ok).toBe(true);
  });

  test("explains the line that may be a payment somebody cancelled, and cancels what somebody explained", async () => {
    const day = await aSentBatch();
    const cancel = (payout_id: string, canceled_by: string) =>
      inTransaction(day.db, (trx) => cancelPayout(trx, { payout_id, reason: "户名不符", canceled_by }, DUE));
    const explain = (line_id: string, decided_by: string) =>
      inTransaction(day.db, (trx) => explainBankLine(trx, { line_id, explanation: "别的付款", decided_by }, DUE));
    expect((await cancel(day.tea.id, day.he)).ok).toBe(true);
    await day.bankSays("operator", [[-SHARE, "附言丢失"]]);
    const line = await onlyLine(day);
    await expectRefusal(day.db, () => explain(line.id, day.he), "canceller-explains");
    expect((await explain(line.id, day.zhou)).ok).toBe(true);
    await day.bankSays("operator", [[-128, "附言丢失"]]);
    expect((await explain((await onlyLine(day)).id, day.zhou)).ok).toBe(true);
    await expectRefusal(day.db, () => cancel(day.fund.id, day.zhou), "explainer-cancels");
    expect((await cancel(day.fund.id, day.he)).ok).toBe(true);
  });
});

describe("a payout that was cancelled and paid all the same", () => {
  async function aCancelledPayout() {
    const day = await aSentBatch();
    const cancel = { payout_id: day.tea.id, reason: "户名不符", canceled_by: day.he };
    expect((await inTransaction(day.db, (trx) => cancelPayout(trx, cancel, DUE))).ok).toBe(true);
    return day;
  }
  const stateOf = async (day: Pick<Payday, "db">, id: string) => {
    const payout = await findPayout(day.db.read, id);
    return [payout?.state, payout?.reopened_as];
  };

  test("counts as paid: its shares are not paid again, and are due again where the bank brings it back", async () => {
    const day = await aCancelledPayout();
    expect(await day.bankSays("operator", [[-SHARE, day.tea.reference]])).toBe(1);
    expect(await stateOf(day, day.tea.id)).toEqual(["paid", "shares"]);
    expect(Object.values(await settlementStates(day.db))).toEqual(["done"]);
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: 0, receivable_minor: 0 });
    expect(await day.bankSays("operator", [[SHARE, `退汇 ${day.tea.reference}`]])).toBe(1);
    expect(Object.values(await settlementStates(day.db))).toEqual(["due"]);
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: SHARE, receivable_minor: 0 });
  });

  test("is had back from the shop where its shares went with the next batch", async () => {
    const day = await aCancelledPayout();
    const { lines } = await day.anApprovedBatch(TEN_DAYS_ON);
    const again = lines.find(({ payee }) => payee === "teahouse");
    expect(await day.bankSays("operator", [[-SHARE, day.tea.reference]], TEN_DAYS_ON)).toBe(1);
    expect(await stateOf(day, day.tea.id)).toEqual(["paid", "advance"]);
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: SHARE, receivable_minor: SHARE });
    expect(await day.bankSays("operator", [[-SHARE, again?.reference ?? ""]], TEN_DAYS_ON)).toBe(1);
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: 0, receivable_minor: SHARE });
    expect(await day.bankSays("operator", [[SHARE, `退汇 ${day.tea.reference}`]], TEN_DAYS_ON)).toBe(1);
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: 0, receivable_minor: 0 });
  });

  test("sets off again what it had set off, and takes that back once more when it comes back", async () => {
    const day = await aSentBatch();
    await day.bankSays("operator", [[-SHARE, day.tea.reference]]);
    await day.refund("b1", 3_680);
    await day.serve({ id: "b2", quantity: 2 }, addMs(DUE, HOUR_MS));
    await day.settle(TEN_DAYS_ON);
    const second = await day.anApprovedBatch(TEN_DAYS_ON);
    const tea = second.lines.find(({ payee }) => payee === "teahouse");
    const cancel = { payout_id: tea?.id ?? "", reason: "户名不符", canceled_by: day.he };
    await inTransaction(day.db, (trx) => cancelPayout(trx, cancel, TEN_DAYS_ON));
    const owed = { owed_minor: 2 * SHARE, receivable_minor: SHARE };
    expect(await day.openOf("teahouse")).toEqual(owed);
    expect(await day.bankSays("operator", [[-SHARE, tea?.reference ?? ""]], TEN_DAYS_ON)).toBe(1);
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: 0, receivable_minor: 0 });
    expect(await day.bankSays("operator", [[SHARE, tea?.reference ?? ""]], TEN_DAYS_ON)).toBe(1);
    expect(await day.openOf("teahouse")).toEqual(owed);
  });

  test("and one of a draft that was given up waits for a person, who then books it", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const batch_id = await done(day.db, (trx) => preparePayoutBatch(trx, { prepared_by: day.zhou }, DUE));
    await done(day.db, (trx) => voidPayoutBatch(trx, { batch_id, voided_by: day.he }, DUE));
    const tea = (await listPayoutsOfBatch(day.db.read, batch_id)).find(({ payee }) => payee === "teahouse");
    expect(await day.bankSays("operator", [[-SHARE, tea?.reference ?? ""]])).toBe(0);
    const match = { line_id: (await onlyLine(day)).id, payout_id: tea?.id ?? "", decided_by: day.he };
    expect((await inTransaction(day.db, (trx) => matchBankLine(trx, match, DUE))).ok).toBe(true);
    expect(Object.values(await settlementStates(day.db))).toEqual(["done"]);
  });
});

describe("the shop's owners", () => {
  const told = async (day: Pick<Payday, "db">) =>
    (await day.db.read.selectFrom("notice").select(["kind", "person_id", "values_json"]).execute()).filter(
      ({ kind }) => kind === "payout-failed",
    );

  test("are told once of a payment that came back, or that the bank refused; not of one taken out before", async () => {
    const day = await aPayday();
    const owner = await aPerson(day.db, { name: "wang", role: "owner", scope_id: "teahouse" });
    await day.serve({ id: "b1" });
    await day.settle();
    const cancelTea = async (is_exported: boolean, at: Instant) => {
      const { batch_id, lines } = await day.anApprovedBatch(at);
      if (is_exported) await done(day.db, (trx) => exportPayoutBatch(trx, { batch_id, exported_by: day.zhou }, at));
      const tea = lines.find(({ payee }) => payee === "teahouse");
      const cancel = { payout_id: tea?.id ?? "", reason: "户名不符", canceled_by: day.he };
      await done(day.db, (trx) => cancelPayout(trx, cancel, at));
      const text = await done(day.db, (trx) => exportPayoutBatch(trx, { batch_id, exported_by: day.zhou }, at));
      expect(text).not.toContain(tea?.reference);
    };
    await cancelTea(false, DUE);
    expect(await told(day)).toEqual([]);
    await cancelTea(true, addMs(DUE, HOUR_MS));
    expect(await told(day)).toMatchObject([{ person_id: owner, values_json: `{"amount_minor":${SHARE}}` }]);
    const { lines } = await day.anApprovedBatch(TEN_DAYS_ON);
    const reference = lines.find(({ payee }) => payee === "teahouse")?.reference ?? "";
    await day.bankSays(
      "operator",
      [
        [-SHARE, reference],
        [SHARE, reference],
      ],
      TEN_DAYS_ON,
    );
    expect(await told(day)).toHaveLength(2);
  });
});
