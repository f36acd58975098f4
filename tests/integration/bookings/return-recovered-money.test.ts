import { expect, test } from "vitest";
import { NOW } from "#tests/support/builders";
import { expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { recordDispute } from "~/bookings/record-dispute.server";
import { recordRefund } from "~/bookings/record-refund.server";
import { listRefunds } from "~/bookings/refunds.queries.server";
import { resolveRefund } from "~/bookings/resolve-refund.server";
import { returnRecoveredMoney } from "~/bookings/return-recovered-money.server";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { inTransaction } from "~/platform/database.server";
import { aSale } from "./a-sale";

const PRICE = 3_680;
const later = addMs(NOW, MINUTE_MS);

/** A payment that was disputed before use, lost, and won after all. */
async function aLateWin({ is_won = true }: { is_won?: boolean } = {}) {
  const sale = await aSale();
  const { db } = sale;
  const out = { balance_transaction_id: "txn_out", amount_minor: -PRICE, fee_minor: 0, net_minor: -PRICE };
  const back = { balance_transaction_id: "txn_in", amount_minor: PRICE, fee_minor: 0, net_minor: PRICE };
  const about = { id: "dp_1", charge_id: "ch_1", currency: "cny", reason: "general", opened_at: NOW };
  const tell = (status: string, transactions: (typeof out)[]) =>
    inTransaction(db, (trx) => recordDispute(trx, { ...about, amount_minor: PRICE, status, transactions }, NOW));
  await tell("lost", [out]);
  if (is_won) await tell("won", [out, back]);
  const wish = { dispute_id: "dp_1", returned_by: "operator" };
  const giveBack = (change: Partial<typeof wish> = {}) =>
    inTransaction(db, (trx) => returnRecoveredMoney(trx, { ...wish, ...change }, later));
  const surplus = () => getAccountBalance(db.read, "liabilities:surplus:b1");
  return { ...sale, wish, giveBack, surplus };
}

test("money won back of a void voucher goes to the resident, once", async () => {
  const { db, giveBack, surplus } = await aLateWin();
  expect(await surplus()).toBe(-PRICE);
  expect((await giveBack()).ok).toBe(true);
  await expectNoWrite(db, () => giveBack());
  const [refund, ...others] = await listRefunds(db.read, "b1");
  expect(others).toEqual([]);
  expect(refund).toMatchObject({ reason: "surplus", amount_minor: PRICE, charge_id: "ch_1", state: "requested" });
  const fact = { stripe_refund_id: "re_1", refund_id: refund?.id ?? "", charge_id: "ch_1", amount_minor: PRICE };
  await inTransaction(db, (trx) => recordRefund(trx, { ...fact, currency: "cny", outcome: "succeeded" }, later));
  expect(await surplus()).toBe(0);
  const told = await db.read.selectFrom("notice").select("kind").orderBy("kind").execute();
  expect(told.map(({ kind }) => kind)).toEqual(["refund-done", "refund-requested"]);
});

test("not by the resident themselves, not of what is unknown, and not while nothing was won back", async () => {
  const won = await aLateWin();
  await expectRefusal(won.db, () => won.giveBack({ returned_by: won.resident_id }), "own-booking");
  await expectRefusal(won.db, () => won.giveBack({ dispute_id: "dp_9" }), "dispute-unknown");
  const lost = await aLateWin({ is_won: false });
  await expectRefusal(lost.db, () => lost.giveBack(), "nothing-to-return");
});

test("what somebody gave back by hand at the processor is not given back again", async () => {
  const { db, giveBack, surplus } = await aLateWin();
  const by_hand = { stripe_refund_id: "re_hand", charge_id: "ch_1", amount_minor: PRICE, currency: "cny" };
  await inTransaction(db, (trx) => recordRefund(trx, { ...by_hand, outcome: "succeeded" }, later));
  expect(await surplus()).toBe(0);
  await expectRefusal(db, () => giveBack(), "nothing-to-return");
});

test("two who return it at once return it once", async () => {
  const { db, wish, giveBack } = await aLateWin();
  await overlapping(
    db,
    (trx) => returnRecoveredMoney(trx, wish, later),
    () => giveBack(),
  );
  expect(await listRefunds(db.read, "b1")).toHaveLength(1);
});

test("where giving it back fails, a person asks for it again, and it still goes to the resident", async () => {
  const { db, giveBack, surplus } = await aLateWin();
  await giveBack();
  const [failed] = await listRefunds(db.read, "b1");
  const refund_id = failed?.id ?? "";
  const fact = { stripe_refund_id: "re_1", refund_id, charge_id: "ch_1", amount_minor: PRICE, currency: "cny" };
  await inTransaction(db, (trx) => recordRefund(trx, { ...fact, outcome: "failed" }, later));
  const again = { refund_id, resolution: "asked-again", note: "new card", resolved_by: "operator" } as const;
  expect((await inTransaction(db, (trx) => resolveRefund(trx, again, later))).ok).toBe(true);
  const asked = (await listRefunds(db.read, "b1")).find(({ replaces_id }) => replaces_id === refund_id);
  expect(asked).toMatchObject({ state: "requested", amount_minor: PRICE, reason: "surplus" });
  const back = { ...fact, stripe_refund_id: "re_2", refund_id: asked?.id ?? "", outcome: "succeeded" } as const;
  await inTransaction(db, (trx) => recordRefund(trx, back, later));
  expect(await surplus()).toBe(0);
});
