import { expect, test } from "vitest";
import { NOW } from "#tests/support/builders";
import { expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { answerRefundRequest } from "~/bookings/answer-refund-request.server";
import { askForRefund } from "~/bookings/ask-for-refund.server";
import { findSettlement } from "~/bookings/bookings.queries.server";
import { closeComplaint } from "~/bookings/close-complaint.server";
import { complainAboutRefund } from "~/bookings/complain-about-refund.server";
import { contestRedemption } from "~/bookings/contest-redemption.server";
import { listComplaints, listRefundRequests } from "~/bookings/refunds.queries.server";
import { addMs, MINUTE_MS } from "~/kernel/instant";
import { inTransaction } from "~/platform/database.server";
import { aSale } from "./a-sale";

const soon = addMs(NOW, MINUTE_MS);

/** A used voucher whose refund the shop refused; the resident complained of that. */
async function aComplaint() {
  const sale = await aSale();
  const { db, voucher, redeem, resident_id, merchant_id, cashier_id } = sale;
  await redeem(voucher);
  const own = { booking_id: "b1", voucher_id: voucher.id, resident_id };
  const wish = { ...own, id: "wish", reason: "cold", wanted_minor: 1_000 };
  await inTransaction(db, (trx) => askForRefund(trx, wish, soon));
  const answer = { request_id: "wish", merchant_id, answered_by: cashier_id, answer: "no", agreed_minor: undefined };
  await inTransaction(db, (trx) => answerRefundRequest(trx, answer, soon));
  const complaint = { request_id: "wish", resident_id, text: "unfair" };
  const complain = () => inTransaction(db, (trx) => complainAboutRefund(trx, complaint, soon));
  await complain();
  const [open] = await listComplaints(db.read, "b1");
  const closing = { complaint_id: open?.id ?? "", closed_by: "operator", words: "both agree" };
  const close = (change: Partial<typeof closing> = {}) =>
    inTransaction(db, (trx) => closeComplaint(trx, { ...closing, ...change }, soon));
  const contest = () => inTransaction(db, (trx) => contestRedemption(trx, { ...own, text: "no tea" }, soon));
  return { ...sale, closing, complain, close, contest };
}

async function toldKinds({ db }: Pick<Awaited<ReturnType<typeof aSale>>, "db">): Promise<string[]> {
  return (await db.read.selectFrom("notice").select("kind").orderBy("kind").execute()).map(({ kind }) => kind);
}

test("closed with a reason, the share goes on its way and the resident is told, once", async () => {
  const sale = await aComplaint();
  const { db, close, voucher } = sale;
  expect(await findSettlement(db.read, voucher.id)).toMatchObject({ state: "held" });
  expect((await close()).ok).toBe(true);
  expect(await listComplaints(db.read, "b1")).toMatchObject([
    { state: "closed", outcome: "closed", closed_by: "operator", closing_words: "both agree" },
  ]);
  expect(await findSettlement(db.read, voucher.id)).toMatchObject({ state: "waiting" });
  expect(await toldKinds(sale)).toContain("complaint-ended");
  await expectNoWrite(db, () => close());
  await expectRefusal(db, () => close({ words: "another reason" }), "already-closed");
});

test("nobody closes a complaint of their own, nor one that is not there", async () => {
  const { db, close, resident_id } = await aComplaint();
  await expectRefusal(db, () => close({ closed_by: resident_id }), "own-booking");
  await expectRefusal(db, () => close({ complaint_id: "nothing" }), "complaint-unknown");
});

test("what was closed is not opened again, a refusal or a contest", async () => {
  const { db, close, complain, contest } = await aComplaint();
  await close();
  await expectRefusal(db, () => complain(), "already-closed");
  await contest();
  const open = (await listComplaints(db.read, "b1")).find(({ state }) => state === "open");
  expect((await close({ complaint_id: open?.id ?? "" })).ok).toBe(true);
  await expectRefusal(db, () => contest(), "already-closed");
});

test("two who close one complaint at once close it once", async () => {
  const sale = await aComplaint();
  const { db, closing, close } = sale;
  const [first, second] = await overlapping(
    db,
    (trx) => closeComplaint(trx, closing, soon),
    () => close({ closed_by: "colleague" }),
  );
  expect(first.ok).toBe(true);
  expect(second).toEqual({ ok: false, error: "already-closed" });
  expect((await toldKinds(sale)).filter((kind) => kind === "complaint-ended")).toHaveLength(1);
});

test("a contest that is closed takes back what was asked for because of it, and nothing else: the share goes on its way", async () => {
  const { db, voucher, redeem, resident_id } = await aSale();
  await redeem(voucher);
  const own = { booking_id: "b1", voucher_id: voucher.id, resident_id };
  await inTransaction(db, (trx) => contestRedemption(trx, { ...own, text: "no tea" }, soon));
  const [contest] = await listComplaints(db.read, "b1");
  const closing = { complaint_id: contest?.id ?? "", closed_by: "operator", words: "both agree" };
  expect((await inTransaction(db, (trx) => closeComplaint(trx, closing, soon))).ok).toBe(true);
  expect(await listRefundRequests(db.read, "b1")).toMatchObject([{ state: "withdrawn", answered_by: "operator" }]);
  expect(await findSettlement(db.read, voucher.id)).toMatchObject({ state: "waiting" });
});

test("what was asked for before a contest stays asked for when that is closed", async () => {
  const { db, voucher, redeem, resident_id } = await aSale();
  await redeem(voucher);
  const own = { booking_id: "b1", voucher_id: voucher.id, resident_id };
  const wish = { ...own, id: "wish", reason: "cold", wanted_minor: 1_000 };
  await inTransaction(db, (trx) => askForRefund(trx, wish, soon));
  await inTransaction(db, (trx) => contestRedemption(trx, { ...own, text: "no tea" }, soon));
  const [contest] = await listComplaints(db.read, "b1");
  const closing = { complaint_id: contest?.id ?? "", closed_by: "operator", words: "both agree" };
  await inTransaction(db, (trx) => closeComplaint(trx, closing, soon));
  expect(await listRefundRequests(db.read, "b1")).toMatchObject([{ state: "requested" }]);
  expect(await findSettlement(db.read, voucher.id)).toMatchObject({ state: "held" });
});
