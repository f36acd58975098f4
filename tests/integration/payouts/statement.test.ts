import { expect, test } from "vitest";
import { addDays, calendarDay } from "~/kernel/calendar-day";
import { addMs, DAY_MS, HOUR_MS } from "~/kernel/instant";
import { statementTotals } from "~/payouts/merchant-statement";
import { getOwedBefore, listStatementEntries } from "~/payouts/statements.queries.server";
import { aPayday, DUE, PAID_ON, TEN_DAYS_ON } from "./a-payday";

const BEGINNING = calendarDay("2026-01-01");
const END = calendarDay("2026-12-31");
const SHARE = 3_387;

/** A shop that sold, was refunded, was paid, had to give back and had a payment returned. */
async function aBusyShop() {
  const day = await aPayday();
  await day.serve({ id: "b1", quantity: 2 });
  await day.serve({ id: "other", offer_id: "bread" });
  await day.settle();
  await day.refund("b1", 3_680, { id: "re_1" });
  const first = await day.anApprovedBatch();
  await day.bankSays(
    "operator",
    first.lines.map(({ amount_minor, reference }) => [-amount_minor, reference]),
  );
  await day.refund("b1", 1_000, { id: "re_2", at: addMs(DUE, HOUR_MS) });
  await day.serve({ id: "b2", quantity: 2 }, addMs(DUE, DAY_MS));
  await day.settle(TEN_DAYS_ON);
  const second = await day.anApprovedBatch(TEN_DAYS_ON);
  const tea = second.lines.find(({ payee }) => payee === "teahouse");
  const [amount_minor, reference] = [tea?.amount_minor ?? 0, tea?.reference ?? ""];
  await day.bankSays(
    "operator",
    [
      [-amount_minor, reference],
      [amount_minor, reference],
    ],
    TEN_DAYS_ON,
  );
  return day;
}

test("a statement's totals are the movement of the shop's two accounts, over any period", async () => {
  const day = await aBusyShop();
  const open = await day.openOf("teahouse");
  const whole = await listStatementEntries(day.db.read, "teahouse", { from: BEGINNING, to: END });
  expect(statementTotals(whole).change_minor).toBe(open.owed_minor - open.receivable_minor);
  for (const cut of [PAID_ON, addDays(PAID_ON, 1), addDays(PAID_ON, 5)]) {
    const early = await listStatementEntries(day.db.read, "teahouse", { from: BEGINNING, to: addDays(cut, -1) });
    const late = await listStatementEntries(day.db.read, "teahouse", { from: cut, to: END });
    expect([...early, ...late].map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(whole.map(({ seq }) => seq));
    const opening_minor = await getOwedBefore(day.db.read, "teahouse", cut);
    expect(opening_minor).toBe(statementTotals(early).change_minor);
    expect(opening_minor + statementTotals(late).change_minor).toBe(open.owed_minor - open.receivable_minor);
  }
});

test("every line says what it is, and the columns add up to its change", async () => {
  const day = await aBusyShop();
  const lines = await listStatementEntries(day.db.read, "teahouse", { from: BEGINNING, to: END });
  for (const line of lines) {
    expect(line.share_minor + line.refund_minor - line.paid_minor).toBe(line.change_minor);
    if (line.kind !== "voucher_redeemed") continue;
    expect(line.gross_minor + line.commission_minor + line.contribution_minor).toBe(line.share_minor);
  }
  const totals = statementTotals(lines);
  expect(totals).toMatchObject({ gross_minor: 4 * 3_680, share_minor: 4 * SHARE });
  expect(lines.map(({ kind }) => kind)).toEqual([
    "voucher_redeemed",
    "voucher_redeemed",
    "refund",
    "merchant_paid",
    "refund",
    "voucher_redeemed",
    "voucher_redeemed",
    "receivable_netted",
    "merchant_paid",
    "payment_returned",
    "receivable_netted",
  ]);
});

test("nobody reads another shop's lines", async () => {
  const day = await aBusyShop();
  const lines = await listStatementEntries(day.db.read, "bakery", { from: BEGINNING, to: END });
  expect(lines.map(({ kind }) => kind)).toEqual(["voucher_redeemed", "merchant_paid"]);
  expect(await listStatementEntries(day.db.read, "nobody", { from: BEGINNING, to: END })).toEqual([]);
});
