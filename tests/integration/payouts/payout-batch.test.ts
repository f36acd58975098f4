import { describe, expect, test } from "vitest";
import { entriesOf, entryKinds } from "#tests/support/a-trading-shop";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { addMs, HOUR_MS } from "~/kernel/instant";
import { getLedgerHead } from "~/ledger/ledger.queries.server";
import { approvePayoutBatch } from "~/payouts/approve-payout-batch.server";
import { exportPayoutBatch } from "~/payouts/export-payout-batch.server";
import { findBatch, getFundAvailable, listBatches, listPayoutsOfBatch } from "~/payouts/payouts.queries.server";
import { preparePayoutBatch } from "~/payouts/prepare-payout-batch.server";
import { voidPayoutBatch } from "~/payouts/void-payout-batch.server";
import { inTransaction } from "~/platform/database.server";
import { aPayday, DUE, done, settlementStates, TEN_DAYS_ON } from "./a-payday";

/** Of 36.80 at 4.5 % and 3.5 %: 1.65 commission, 1.28 for the fund, 33.87 for the shop. */
const SHARE = 3_387;
const CONTRIBUTION = 128;

describe("preparing", () => {
  test("a batch has one line for every shop with due shares, and one for the fund", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1", quantity: 2 });
    await day.serve({ id: "b2", offer_id: "bread" });
    await day.settle();
    const batch_id = await done(day.db, (trx) => preparePayoutBatch(trx, { prepared_by: day.zhou }, DUE));
    const lines = await listPayoutsOfBatch(day.db.read, batch_id);
    expect(
      lines.map(({ payee, amount_minor, netted_minor, state }) => [payee, amount_minor, netted_minor, state]),
    ).toEqual([
      ["bakery", SHARE, 0, "planned"],
      ["fund", 3 * CONTRIBUTION, 0, "planned"],
      ["teahouse", 2 * SHARE, 0, "planned"],
    ]);
    expect(new Set(lines.map(({ reference }) => reference)).size).toBe(3);
    expect(lines.every(({ reference }) => /^SJ[0-9A-F]{10}$/.test(reference))).toBe(true);
    const batch = await findBatch(day.db.read, batch_id);
    expect(batch).toMatchObject({ state: "draft", total_minor: 3 * SHARE + 3 * CONTRIBUTION, approved_by: null });
    expect(Object.values(await settlementStates(day.db))).toEqual(["due", "due", "due"]);
  });

  test("what can still be contested is neither the shop's nor the fund's yet", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    expect(await getFundAvailable(day.db.read)).toBe(0);
    await expectRefusal(day.db, () => day.prepare(), "nothing-due");
  });

  test("a shop without an account waits, and so does one that has more to give back than it gets", async () => {
    const day = await aPayday();
    await day.db.write.deleteFrom("payout_account").where("payee", "in", ["bakery", "fund"]).execute();
    await day.serve({ id: "b1", offer_id: "bread" });
    await day.settle();
    await expectRefusal(day.db, () => day.prepare(), "nothing-due");
  });

  test("a second draft is refused while one is open", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    expect((await day.prepare()).ok).toBe(true);
    await expectRefusal(day.db, () => day.prepare(), "draft-open");
  });

  test("two people who prepare at one moment make one batch", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const outcomes = await overlapping(
      day.db,
      (trx) => preparePayoutBatch(trx, { prepared_by: day.zhou }, DUE),
      () => day.prepare(DUE, day.he),
    );
    expect(outcomes[0].ok).toBe(true);
    expect(outcomes[1]).toEqual({ ok: false, error: "draft-open" });
    expect(await listBatches(day.db.read, 10)).toHaveLength(1);
  });
});

describe("approving", () => {
  test("sends the shares on their way and remembers the journal's head", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const { batch_id, lines } = await day.anApprovedBatch();
    const { seq, hash } = await getLedgerHead(day.db.read);
    expect(await findBatch(day.db.read, batch_id)).toMatchObject({
      state: "approved",
      approved_by: day.he,
      head_seq: seq,
      head_hash: hash,
    });
    expect(lines.map(({ state }) => state)).toEqual(["sent", "sent"]);
    expect(Object.values(await settlementStates(day.db))).toEqual(["sent"]);
  });

  test("who prepared it may not, and nothing is written", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const batch_id = await done(day.db, (trx) => preparePayoutBatch(trx, { prepared_by: day.zhou }, DUE));
    await expectRefusal(day.db, () => day.approve(batch_id, day.zhou), "same-person");
    await expectRefusal(day.db, () => day.approve("unknown"), "batch-unknown");
  });

  test("the database itself refuses one person twice", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const batch_id = await done(day.db, (trx) => preparePayoutBatch(trx, { prepared_by: day.zhou }, DUE));
    const change = { state: "approved", approved_by: day.zhou, head_seq: 1 } as const;
    const update = day.db.write.updateTable("payout_batch").set(change).where("id", "=", batch_id);
    await expect(update.execute()).rejects.toThrow(/payout_batch_second_person|CHECK/);
  });

  test("twice is once, and a third person is told that it was done", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const { batch_id } = await day.anApprovedBatch();
    expect(await expectNoWrite(day.db, () => day.approve(batch_id))).toEqual({ ok: true, value: undefined });
    await expectRefusal(day.db, () => day.approve(batch_id, "somebody-else"), "not-a-draft");
  });

  test("two people at one moment: one approves", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const batch_id = await done(day.db, (trx) => preparePayoutBatch(trx, { prepared_by: day.zhou }, DUE));
    const approval = { batch_id, approved_by: day.he };
    const outcomes = await overlapping(
      day.db,
      (trx) => approvePayoutBatch(trx, approval, DUE),
      () => day.approve(batch_id, "admin"),
    );
    expect(outcomes[0].ok).toBe(true);
    expect(outcomes[1]).toEqual({ ok: false, error: "not-a-draft" });
    expect(await findBatch(day.db.read, batch_id)).toMatchObject({ approved_by: day.he });
  });

  test("is refused when a refund came in between; a new draft is right again", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1", quantity: 2 });
    await day.settle();
    const batch_id = await done(day.db, (trx) => preparePayoutBatch(trx, { prepared_by: day.zhou }, DUE));
    await day.refund("b1", 3_680);
    await expectRefusal(day.db, () => day.approve(batch_id), "changed-since-prepared");
    await done(day.db, (trx) => voidPayoutBatch(trx, { batch_id, voided_by: day.he }, DUE));
    const { lines } = await day.anApprovedBatch();
    expect(lines.map(({ payee, amount_minor }) => [payee, amount_minor])).toEqual([
      ["fund", CONTRIBUTION],
      ["teahouse", SHARE],
    ]);
  });

  test("a refund that races an approval is taken from the share or from the receivable, never from both", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const batch_id = await done(day.db, (trx) => preparePayoutBatch(trx, { prepared_by: day.zhou }, DUE));
    const approval = { batch_id, approved_by: day.he };
    const [approved] = await overlapping(
      day.db,
      (trx) => approvePayoutBatch(trx, approval, DUE),
      () => day.refund("b1", 3_680),
    );
    expect(approved.ok).toBe(true);
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: SHARE, receivable_minor: SHARE });
  });
});

describe("giving up a draft", () => {
  test("leaves everything due; twice is once", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const batch_id = await done(day.db, (trx) => preparePayoutBatch(trx, { prepared_by: day.zhou }, DUE));
    const giveUp = (id: string) =>
      inTransaction(day.db, (trx) => voidPayoutBatch(trx, { batch_id: id, voided_by: day.zhou }, DUE));
    expect((await giveUp(batch_id)).ok).toBe(true);
    expect(Object.values(await settlementStates(day.db))).toEqual(["due"]);
    expect((await expectNoWrite(day.db, () => giveUp(batch_id))).ok).toBe(true);
    await expectRefusal(day.db, () => giveUp("unknown"), "batch-unknown");
    const { batch_id: approved } = await day.anApprovedBatch();
    await expectRefusal(day.db, () => giveUp(approved), "not-a-draft");
  });
});

describe("exporting", () => {
  test("gives the same file every time, and none of a draft", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const batch_id = await done(day.db, (trx) => preparePayoutBatch(trx, { prepared_by: day.zhou }, DUE));
    const exported = (at = DUE) =>
      inTransaction(day.db, (trx) => exportPayoutBatch(trx, { batch_id, exported_by: day.he }, at));
    await expectRefusal(day.db, () => exported(), "not-approved");
    await day.approve(batch_id);
    const first = await exported();
    const before = await dumpOf(day.db);
    expect(await exported(TEN_DAYS_ON)).toEqual(first);
    expect(await dumpOf(day.db)).toEqual(before);
    const [, tea] = (await listPayoutsOfBatch(day.db.read, batch_id)).slice(-2);
    expect(first.ok && first.value.split("\r\n")[2]).toBe(
      `户名 teahouse,6222000011112222,测试银行,33.87,CNY,${tea?.reference} 商居结算`,
    );
    expect(await findBatch(day.db.read, batch_id)).toMatchObject({ state: "exported", exported_at: DUE });
  });
});

describe("what a shop has to give back", () => {
  test("is set off against its next payment, and both accounts end at zero", async () => {
    const day = await aPayday();
    await day.serve({ id: "b1" });
    await day.settle();
    const first = await day.anApprovedBatch();
    await day.bankSays(
      "operator",
      first.lines.map(({ amount_minor, reference }) => [-amount_minor, reference]),
    );
    await day.refund("b1", 3_680);
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: 0, receivable_minor: SHARE });
    await day.serve({ id: "b2", quantity: 2 }, addMs(DUE, HOUR_MS));
    await day.settle(TEN_DAYS_ON);
    const second = await day.anApprovedBatch(TEN_DAYS_ON);
    const [tea] = second.lines.filter(({ payee }) => payee === "teahouse");
    expect(tea).toMatchObject({ amount_minor: SHARE, netted_minor: SHARE });
    expect(await entryKinds(day.db)).toContain("receivable_netted");
    await day.bankSays(
      "operator",
      second.lines.map(({ amount_minor, reference }) => [-amount_minor, reference]),
      TEN_DAYS_ON,
    );
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: 0, receivable_minor: 0 });
    const entries = await entriesOf(day.db);
    expect(entries.find(({ kind }) => kind === "receivable_netted")).toMatchObject({ idem: `netted:${tea?.id}` });
  });

  test("and is kept back whole while a shop is owed less", async () => {
    const day = await aPayday();
    await day.db.write.deleteFrom("payout_account").where("payee", "=", "fund").execute();
    await day.serve({ id: "b1", quantity: 2 });
    await day.settle();
    const first = await day.anApprovedBatch();
    await day.bankSays(
      "operator",
      first.lines.map(({ amount_minor, reference }) => [-amount_minor, reference]),
    );
    await day.refund("b1", 7_360);
    await day.serve({ id: "b2" }, addMs(DUE, HOUR_MS));
    await day.settle(TEN_DAYS_ON);
    await expectRefusal(day.db, () => day.prepare(TEN_DAYS_ON), "nothing-due");
    expect(await day.openOf("teahouse")).toEqual({ owed_minor: SHARE, receivable_minor: 2 * SHARE });
  });
});
