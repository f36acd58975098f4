import { expect, test } from "vitest";
import { NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { answerRefundRequest, type RefundAnswer } from "~/bookings/answer-refund-request.server";
import { askForRefund, type RefundWish } from "~/bookings/ask-for-refund.server";
import { findBooking, findSettlement } from "~/bookings/bookings.queries.server";
import { complainAboutRefund } from "~/bookings/complain-about-refund.server";
import { contestRedemption } from "~/bookings/contest-redemption.server";
import { recordRefund } from "~/bookings/record-refund.server";
import { listComplaints, listRefundRequests, listRefunds } from "~/bookings/refunds.queries.server";
import { undoRedemption } from "~/bookings/undo-redemption.server";
import { withdrawContest } from "~/bookings/withdraw-contest.server";
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from "~/kernel/instant";
import { getAccountBalance, listEntries } from "~/ledger/ledger.queries.server";
import type { RefundFact } from "~/payments/checkout";
import { inTransaction } from "~/platform/database.server";
import { aSale } from "./a-sale";

const PRICE = 3_680;
const soon = addMs(NOW, MINUTE_MS);

/** A sale whose voucher was used, and everything one may do about it. */
async function aUsedVoucher() {
  const sale = await aSale();
  const { db, voucher, redeem, resident_id, merchant_id, cashier_id } = sale;
  expect((await redeem(voucher)).ok).toBe(true);
  const own = { booking_id: "b1", voucher_id: voucher.id, resident_id };
  const wish: RefundWish = { ...own, id: "wish", reason: "cold", wanted_minor: PRICE };
  const undoing = { voucher_id: voucher.id, ordinal: 1, merchant_id, cashier_id, reason: "wrong one" };
  const answer: RefundAnswer = {
    request_id: "wish",
    merchant_id,
    answered_by: cashier_id,
    answer: "well",
    agreed_minor: 1_840,
  };
  return {
    ...sale,
    undo: (at = soon, change = {}) => inTransaction(db, (trx) => undoRedemption(trx, { ...undoing, ...change }, at)),
    contest: (at = soon) => inTransaction(db, (trx) => contestRedemption(trx, { ...own, text: "no tea" }, at)),
    withdraw: (change = {}) => inTransaction(db, (trx) => withdrawContest(trx, { ...own, ...change }, soon)),
    ask: (change: Partial<RefundWish> = {}, at = soon) =>
      inTransaction(db, (trx) => askForRefund(trx, { ...wish, ...change }, at)),
    reply: (change: Partial<RefundAnswer> = {}) =>
      inTransaction(db, (trx) => answerRefundRequest(trx, { ...answer, ...change }, soon)),
    complain: (at = soon, change = {}) =>
      inTransaction(db, (trx) =>
        complainAboutRefund(trx, { request_id: "wish", resident_id, text: "unfair", ...change }, at),
      ),
    share: () => findSettlement(db.read, voucher.id),
  };
}

test("a redemption is taken back within an hour, once, and the voucher can be used again", async () => {
  const { db, undo, redeem, voucher, share } = await aUsedVoucher();
  expect((await undo()).ok).toBe(true);
  expect(await share()).toBeUndefined();
  expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(-PRICE);
  expect((await findBooking(db.read, "b1"))?.state).toBe("paid");
  await expectNoWrite(db, () => undo());
  expect((await redeem(voucher, 2, soon)).ok).toBe(true);
  expect((await listEntries(db.read, 1, 10)).map(({ kind }) => kind)).toEqual([
    "payment_captured",
    "voucher_redeemed",
    "redemption_undone",
    "voucher_redeemed",
  ]);
});

test("a redemption is not taken back after an hour, elsewhere, or once a refund was agreed", async () => {
  const { db, undo, ask, reply } = await aUsedVoucher();
  await expectRefusal(db, () => undo(addMs(NOW, HOUR_MS + 1)), "undo-over");
  await expectRefusal(db, () => undo(soon, { merchant_id: "elsewhere" }), "redemption-unknown");
  await ask();
  await reply();
  await expectRefusal(db, () => undo(), "refund-given");
});

test("two cashiers who take one redemption back at once take it back once", async () => {
  const { db, undo, voucher, merchant_id, cashier_id } = await aUsedVoucher();
  const undoing = { voucher_id: voucher.id, ordinal: 1, merchant_id, cashier_id, reason: "wrong one" };
  const [first, second] = await overlapping(db, (trx) => undoRedemption(trx, undoing, soon), undo);
  expect([first.ok, second.ok]).toEqual([true, true]);
  expect((await listEntries(db.read, 1, 10)).filter(({ kind }) => kind === "redemption_undone")).toHaveLength(1);
});

test("a contest holds the share, asks for everything and is one however often it is made", async () => {
  const { db, contest, share } = await aUsedVoucher();
  expect((await contest()).ok).toBe(true);
  expect(await share()).toMatchObject({ state: "held" });
  expect(await listRefundRequests(db.read, "b1")).toMatchObject([{ state: "requested", wanted_minor: PRICE }]);
  expect(await listComplaints(db.read, "b1")).toMatchObject([{ kind: "contest", state: "open" }]);
  await expectNoWrite(db, () => contest());
});

test("a contest is refused after a day and of a voucher that was not used", async () => {
  const { db, contest, undo } = await aUsedVoucher();
  await expectRefusal(db, () => contest(addMs(NOW, DAY_MS + 1)), "contest-over");
  await undo();
  await expectRefusal(db, () => contest(), "not-redeemed");
});

test("a contest and an undoing at once leave no contest of a voucher that is not used", async () => {
  const { db, contest, undo, voucher, resident_id } = await aUsedVoucher();
  const own = { booking_id: "b1", voucher_id: voucher.id, resident_id, text: "no tea" };
  const [contested, undone] = await overlapping(db, (trx) => contestRedemption(trx, own, soon), undo);
  expect([contested.ok, undone.ok]).toEqual([true, true]);
  expect(await listComplaints(db.read, "b1")).toMatchObject([{ state: "closed", outcome: "undone" }]);
  expect(await contest()).toEqual({ ok: false, error: "not-redeemed" });
});

test("a contest that is withdrawn lets the share go on, by its resident only, and once", async () => {
  const { db, contest, withdraw, share } = await aUsedVoucher();
  await contest();
  await expectRefusal(db, () => withdraw({ resident_id: "somebody" }), "voucher-unknown");
  expect((await withdraw()).ok).toBe(true);
  expect(await share()).toMatchObject({ state: "waiting" });
  expect(await listRefundRequests(db.read, "b1")).toMatchObject([{ state: "withdrawn" }]);
  await expectNoWrite(db, () => withdraw());
});

test("a refund is asked for once, within what was paid and 85 days", async () => {
  const { db, ask, share } = await aUsedVoucher();
  await expectRefusal(db, () => ask({ wanted_minor: PRICE + 1 }), "too-much");
  await expectRefusal(db, () => ask({ wanted_minor: 0 }), "too-much");
  await expectRefusal(db, () => ask({ resident_id: "somebody" }), "voucher-unknown");
  await expectRefusal(db, () => ask({}, addMs(NOW, 85 * DAY_MS + 1)), "too-late");
  expect((await ask()).ok).toBe(true);
  expect(await share()).toMatchObject({ state: "held" });
  await expectNoWrite(db, () => ask());
  await expectRefusal(db, () => ask({ id: "another" }), "already-asked");
});

test("a merchant agrees to a part once; another answer comes too late", async () => {
  const { db, ask, reply } = await aUsedVoucher();
  await ask();
  await expectRefusal(db, () => reply({ agreed_minor: PRICE + 1 }), "too-much");
  await expectRefusal(db, () => reply({ merchant_id: "elsewhere" }), "request-unknown");
  expect((await reply()).ok).toBe(true);
  expect(await listRefunds(db.read, "b1")).toMatchObject([
    { reason: "agreed", amount_minor: 1_840, state: "requested" },
  ]);
  await expectNoWrite(db, () => reply());
  await expectRefusal(db, () => reply({ agreed_minor: undefined }), "already-answered");
});

test("two answers at once to one request are one refund", async () => {
  const { db, ask, reply, merchant_id, cashier_id } = await aUsedVoucher();
  await ask();
  const answer = { request_id: "wish", merchant_id, answered_by: cashier_id, answer: "well", agreed_minor: 1_840 };
  await overlapping(
    db,
    (trx) => answerRefundRequest(trx, answer, soon),
    () => reply({ agreed_minor: 100 }),
  );
  expect(await listRefunds(db.read, "b1")).toMatchObject([{ amount_minor: 1_840 }]);
});

test("a resident complains once of a refund that was refused, or not answered for three days", async () => {
  const { db, ask, reply, complain } = await aUsedVoucher();
  await ask();
  await expectRefusal(db, () => complain(), "not-refused");
  await expectRefusal(db, () => complain(soon, { resident_id: "somebody" }), "request-unknown");
  expect((await complain(addMs(soon, 3 * DAY_MS))).ok).toBe(true);
  await expectNoWrite(db, () => complain(addMs(soon, 3 * DAY_MS)));
  await reply({ agreed_minor: undefined });
  expect((await complain()).ok).toBe(true);
  expect((await listComplaints(db.read, "b1")).map(({ kind }) => kind).sort()).toEqual([
    "refund-refused",
    "refund-unanswered",
  ]);
});

test("what is complained of a second refused request is added to the first one's complaint, once", async () => {
  const { db, ask, reply, complain } = await aUsedVoucher();
  await ask();
  await reply({ agreed_minor: undefined });
  await complain(soon, { text: "第一次" });
  await ask({ id: "again" });
  await reply({ request_id: "again", agreed_minor: undefined });
  expect((await complain(soon, { request_id: "again", text: "第二次" })).ok).toBe(true);
  expect(await listComplaints(db.read, "b1")).toMatchObject([{ kind: "refund-refused", text: "第一次\n第二次" }]);
  await expectNoWrite(db, () => complain(soon, { request_id: "again", text: "第二次" }));
});

test("a complaint that nobody answered ends with the answer, and the share goes on its way", async () => {
  const { db, ask, reply, complain, share } = await aUsedVoucher();
  await ask();
  await complain(addMs(soon, 3 * DAY_MS));
  await reply();
  expect(await listComplaints(db.read, "b1")).toMatchObject([{ kind: "refund-unanswered", outcome: "answered" }]);
  const [refund] = await listRefunds(db.read, "b1");
  const sent = { ...BY_HAND, stripe_refund_id: "re_1", refund_id: refund?.id ?? "", amount_minor: 1_840 };
  await inTransaction(db, (trx) => recordRefund(trx, sent, soon));
  expect(await share()).toMatchObject({ state: "waiting" });
});

test("a contest that is withdrawn takes back its own request and what was complained of it, and nothing older", async () => {
  const own = await aUsedVoucher();
  await own.contest();
  await own.complain(addMs(soon, 3 * DAY_MS), { request_id: (await listRefundRequests(own.db.read, "b1"))[0]?.id });
  await own.withdraw();
  expect((await listComplaints(own.db.read, "b1")).map(({ outcome }) => outcome)).toEqual(["withdrawn", "withdrawn"]);
  expect(await own.share()).toMatchObject({ state: "waiting" });
  const older = await aUsedVoucher();
  await older.ask({ wanted_minor: 500 });
  await older.contest();
  await older.withdraw();
  expect(await listRefundRequests(older.db.read, "b1")).toMatchObject([{ id: "wish", state: "requested" }]);
  expect(await older.share()).toMatchObject({ state: "held" });
});

test("all of a voucher given back by hand ends what was asked and complained of it, and the resident is told once", async () => {
  const { db, ask, contest, complain } = await aUsedVoucher();
  await ask();
  await complain(addMs(soon, 3 * DAY_MS));
  await contest();
  await inTransaction(db, (trx) => recordRefund(trx, BY_HAND, soon));
  expect((await listComplaints(db.read, "b1")).map(({ outcome }) => outcome)).toEqual(["refunded", "refunded"]);
  expect(await listRefundRequests(db.read, "b1")).toMatchObject([{ state: "withdrawn" }]);
  const told = await db.read.selectFrom("notice").select("kind").where("kind", "=", "contest-ended").execute();
  expect(told).toHaveLength(1);
});

const BY_HAND: RefundFact = {
  stripe_refund_id: "re_hand",
  charge_id: "ch_1",
  amount_minor: PRICE,
  currency: "cny",
  outcome: "succeeded",
};

test("a refund by hand voids what it covers, gives the rest back and is adopted once, also by two at once", async () => {
  const { db } = await aSale({ quantity: 2 });
  const fact = { ...BY_HAND, amount_minor: 4_000 };
  await overlapping(
    db,
    (trx) => recordRefund(trx, fact, soon),
    () => inTransaction(db, (trx) => recordRefund(trx, fact, soon)),
  );
  expect((await dumpOf(db)).refund).toHaveLength(2);
  const reasons = (await listRefunds(db.read, "b1")).map(({ reason, amount_minor }) => [reason, amount_minor]);
  expect(reasons.sort()).toEqual([
    ["dashboard", 4_000],
    ["rest", 2 * PRICE - 4_000],
  ]);
  expect((await findBooking(db.read, "b1"))?.state).toBe("cancelled");
});

test("a refund by hand of a charge nobody knows is not adopted", async () => {
  const { db } = await aSale();
  const unknown = { ...BY_HAND, charge_id: "ch_9" };
  await expectRefusal(db, () => inTransaction(db, (trx) => recordRefund(trx, unknown, soon)), "charge-unknown");
});
