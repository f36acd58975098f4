import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  aFailedRefund,
  askRefund,
  aUsedBooking,
  type Stage,
  type UsedBooking,
  untilRefund,
} from "#tests/support/after-use";
import { statementOf } from "#tests/support/payout-objects";
import { ProductServer } from "#tests/support/product-server";
import { Visitor } from "#tests/support/visitor";
import { writeBeside } from "#tests/support/write-beside";
import { findSettlement } from "~/bookings/bookings.queries.server";
import { findRefund, listComplaints, listRefundRequests, listRefunds } from "~/bookings/refunds.queries.server";
import { majorText } from "~/kernel/money";
import { listUnmatchedLines } from "~/payouts/bank.queries.server";
import { openDatabase } from "~/platform/database.server";

const LONG_AGO = "2026-01-01T00:00:00.000Z";
const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

let stage: Stage;
let owner: Visitor;
let operator: Visitor;
let other_resident: Visitor;
let other_owner: Visitor;

beforeAll(async () => {
  const server = await ProductServer.start();
  const signedIn = (role: string, index = 0) => Visitor.signedIn(server.origin, server.account(role, index));
  const [resident, counter] = [await signedIn("resident"), await signedIn("cashier")];
  stage = { server, db: openDatabase(server.env.DATABASE_URL ?? ""), resident, counter };
  [owner, operator] = [await signedIn("owner"), await signedIn("operator")];
  [other_resident, other_owner] = [await signedIn("resident", 1), await signedIn("owner", 1)];
}, 60_000);
afterAll(async () => {
  await stage?.db.destroy();
  await stage?.server.stop();
});

async function pageOf({ booking_id }: UsedBooking): Promise<string> {
  return (await stage.resident.get(`/me/bookings/${booking_id}`)).text;
}

function answer(request_id: string, fields: Record<string, string>, person = owner) {
  return person.post("/merchant/refunds", { request_id, amount: "", answer: "", ...fields });
}

describe("a resident asks for the money of a used voucher", () => {
  it("through a form that says how much and until when; sent twice it is one request", async () => {
    const used = await aUsedBooking(stage);
    const path = `/me/bookings/${used.booking_id}/refund`;
    expect(await pageOf(used)).toContain(`href="${path}?voucher=${used.voucher_id}"`);
    const form = await stage.resident.get(`${path}?voucher=${used.voucher_id}`);
    expect([form.status, form.text.includes('value="36.80"')]).toEqual([200, true]);
    const { id, page } = await askRefund(stage, used);
    expect([page.status, page.headers.get("location")]).toEqual([303, `/me/bookings/${used.booking_id}`]);
    expect((await askRefund(stage, used, { id })).page.status).toBe(303);
    expect(await listRefundRequests(stage.db.read, used.booking_id)).toMatchObject([
      { id, wanted_minor: 1_000, state: "requested" },
    ]);
    expect(await pageOf(used)).toContain('data-request-state="requested"');
    expect((await askRefund(stage, used)).page.status).toBe(409);
    expect((await stage.resident.get(path)).text).not.toContain('data-action="refund"');
  });

  it.each([
    ["amount", { amount: "36.81" }],
    ["amount", { amount: "0" }],
    ["amount", { amount: "ten" }],
    ["reason", { reason: " " }],
    ["reason", { reason: "长".repeat(501) }],
  ])("a wrong %s is refused and what was typed is kept", async (field, change) => {
    const used = await aUsedBooking(stage);
    const { page } = await askRefund(stage, used, { amount: "12.34", reason: "茶是凉的", ...change });
    expect([page.status, page.text.includes('data-action="refund"')]).toEqual([422, true]);
    expect(page.text).toContain(field === "amount" ? "茶是凉的" : 'value="12.34"');
    expect(await listRefundRequests(stage.db.read, used.booking_id)).toEqual([]);
  });

  it("is refused for another's booking, an unknown voucher and after 85 days", async () => {
    const used = await aUsedBooking(stage);
    expect((await askRefund({ resident: other_resident }, used)).page.status).toBe(404);
    expect((await askRefund(stage, { ...used, voucher_id: UNKNOWN_ID })).page.status).toBe(404);
    await writeBeside(stage.db, (trx) =>
      trx.updateTable("booking").set({ paid_at: LONG_AGO }).where("id", "=", used.booking_id).execute(),
    );
    expect((await askRefund(stage, used)).page.status).toBe(409);
    const form = await stage.resident.get(`/me/bookings/${used.booking_id}/refund`);
    expect([form.status, form.text.includes('data-action="refund"')]).toEqual([200, false]);
    expect(await listRefundRequests(stage.db.read, used.booking_id)).toEqual([]);
  });
});

describe("the shop answers", () => {
  it("with a part: the resident reads it, and the money goes the way it came", async () => {
    const used = await aUsedBooking(stage);
    const { id } = await askRefund(stage, used);
    const page = await owner.get("/merchant/refunds");
    expect([page.text.includes(`data-request="${id}"`), page.text.includes("茶是凉的")]).toEqual([true, true]);
    expect((await owner.get("/merchant")).text).toContain('href="/merchant/refunds"');
    expect((await answer(id, { decision: "part", amount: "4.50", answer: "退一半" })).status).toBe(303);
    expect((await answer(id, { decision: "part", amount: "4.50", answer: "退一半" })).status).toBe(303);
    expect((await answer(id, { decision: "refuse", answer: "不退" })).status).toBe(409);
    const refund = await untilRefund(stage, used.booking_id, ({ state }) => state === "succeeded");
    expect(refund).toMatchObject({ amount_minor: 450, request_id: id, reason: "agreed" });
    expect(await listRefunds(stage.db.read, used.booking_id)).toHaveLength(1);
    const shown = await pageOf(used);
    expect([shown.includes('data-request-state="agreed"'), shown.includes("退一半")]).toEqual([true, true]);
    expect([shown.includes('data-refund-state="succeeded"'), shown.includes("¥4.50")]).toEqual([true, true]);
  });

  it("is refused without a reason, with too much and for other people, and keeps what was typed", async () => {
    const used = await aUsedBooking(stage);
    const { id } = await askRefund(stage, used);
    const mute = await answer(id, { decision: "refuse", amount: "3.21" });
    expect([mute.status, mute.text.includes('value="3.21"')]).toEqual([422, true]);
    const much = await answer(id, { decision: "part", amount: "10.01", answer: "退" });
    expect([much.status, much.text.includes('value="10.01"')]).toEqual([422, true]);
    expect((await answer(id, { decision: "all" }, other_owner)).status).toBe(404);
    expect((await answer(UNKNOWN_ID, { decision: "all" })).status).toBe(404);
    expect((await answer(id, { decision: "all" }, stage.counter)).status).toBe(403);
    expect((await other_owner.get("/merchant/refunds")).text).not.toContain(id);
    expect(await listRefundRequests(stage.db.read, used.booking_id)).toMatchObject([{ state: "requested" }]);
  });
});

describe("I was not served", () => {
  it("holds the shop's share, reaches the operator, and can be taken back", async () => {
    const used = await aUsedBooking(stage);
    const path = `/me/bookings/${used.booking_id}/contest`;
    const contest = { voucher_id: used.voucher_id, text: "没有人招待" };
    const mute = await stage.resident.post(path, { ...contest, text: "" });
    expect([mute.status, mute.text.includes('data-action="contest"')]).toEqual([422, true]);
    expect((await other_resident.post(path, contest)).status).toBe(404);
    expect((await stage.resident.post(path, contest)).status).toBe(303);
    expect((await stage.resident.post(path, contest)).status).toBe(303);
    expect(await listComplaints(stage.db.read, used.booking_id)).toMatchObject([{ kind: "contest", state: "open" }]);
    expect(await findSettlement(stage.db.read, used.voucher_id)).toMatchObject({ state: "held" });
    const queue = (await operator.get("/operator/complaints")).text;
    expect([queue.includes(used.booking_id), queue.includes("没有人招待")]).toEqual([true, true]);
    expect(queue).not.toContain(stage.server.account("resident").phone);
    expect((await operator.get("/operator")).text).toContain('href="/operator/complaints"');
    expect(await pageOf(used)).toContain('data-action="withdraw-contest"');
    const withdrawal = { voucher_id: used.voucher_id };
    expect((await stage.resident.post(`${path}/withdraw`, withdrawal)).status).toBe(303);
    expect((await stage.resident.post(`${path}/withdraw`, withdrawal)).status).toBe(303);
    expect(await findSettlement(stage.db.read, used.voucher_id)).toMatchObject({ state: "waiting" });
    expect((await stage.resident.post(`${path}/withdraw`, {})).status).toBe(422);
  });

  it("is over after 24 hours", async () => {
    const used = await aUsedBooking(stage);
    await writeBeside(stage.db, (trx) =>
      trx.updateTable("voucher").set({ redeemed_at: LONG_AGO }).where("id", "=", used.voucher_id).execute(),
    );
    const path = `/me/bookings/${used.booking_id}/contest`;
    expect(await pageOf(used)).not.toContain(`${path}?`);
    expect((await stage.resident.get(path)).text).not.toContain('data-action="contest"');
    const late = await stage.resident.post(path, { voucher_id: used.voucher_id, text: "没有人招待" });
    expect(late.status).toBe(409);
    expect(await listComplaints(stage.db.read, used.booking_id)).toEqual([]);
  });
});

describe("a complaint", () => {
  const complain = ({ booking_id }: UsedBooking, request_id: string, person = stage.resident, text = "茶确实是凉的") =>
    person.post(`/me/bookings/${booking_id}/complain`, { request_id, text });

  it("follows a refusal, with both sides' words in the operator's queue", async () => {
    const used = await aUsedBooking(stage);
    const { id } = await askRefund(stage, used);
    expect((await complain(used, id)).status).toBe(409);
    await answer(id, { decision: "refuse", answer: "已经喝完了" });
    expect(await pageOf(used)).toContain(`/complain?request=${id}`);
    const mute = await complain(used, id, stage.resident, "");
    expect([mute.status, mute.text.includes('data-action="complain"')]).toEqual([422, true]);
    expect((await complain(used, id, other_resident)).status).toBe(404);
    expect((await complain(await aUsedBooking(stage), id)).status).toBe(404);
    expect((await complain(used, id)).status).toBe(303);
    expect((await complain(used, id)).status).toBe(303);
    expect(await listComplaints(stage.db.read, used.booking_id)).toMatchObject([{ kind: "refund-refused" }]);
    const queue = (await operator.get("/operator/complaints")).text;
    const seen = ["茶确实是凉的", "茶是凉的", "已经喝完了"].map((words) => queue.includes(words));
    expect(seen).toEqual([true, true, true]);
    expect(await pageOf(used)).toContain('data-complaint-state="open"');
  });

  it("ends with the operator's reason, which the resident and the shop read", async () => {
    const used = await aUsedBooking(stage);
    const { id } = await askRefund(stage, used);
    await answer(id, { decision: "refuse", answer: "已经喝完了" });
    await complain(used, id);
    const [complaint] = await listComplaints(stage.db.read, used.booking_id);
    const close = (words: string, complaint_id = complaint?.id ?? "") =>
      operator.post("/operator/complaints", { complaint_id, words });
    const mute = await close("");
    expect([mute.status, mute.text.includes('data-action="close-complaint"')]).toEqual([422, true]);
    expect((await close("双方已谈妥", UNKNOWN_ID)).status).toBe(404);
    expect((await close("双方已谈妥")).status).toBe(303);
    expect((await close("双方已谈妥")).status).toBe(303);
    expect((await close("另一个原因")).status).toBe(409);
    const readers = [await pageOf(used), (await owner.get("/merchant/refunds")).text];
    expect(readers.map((text) => text.includes("双方已谈妥"))).toEqual([true, true]);
    expect((await owner.get("/me/notices")).text).toContain('data-kind="complaint-ended-shop"');
    expect((await complain(used, id)).status).toBe(409);
  });

  it("follows three days without an answer", async () => {
    const used = await aUsedBooking(stage);
    const { id } = await askRefund(stage, used);
    await writeBeside(stage.db, (trx) =>
      trx.updateTable("refund_request").set({ requested_at: LONG_AGO }).where("id", "=", id).execute(),
    );
    expect((await complain(used, id)).status).toBe(303);
    expect(await listComplaints(stage.db.read, used.booking_id)).toMatchObject([{ kind: "refund-unanswered" }]);
  });
});

describe("a refund that failed", () => {
  const resolve = (refund_id: string, fields: Record<string, string>) =>
    operator.post("/operator/refunds", { refund_id, note: "已电话联系", ...fields });

  it("is a task with a phone; asked for again it arrives", async () => {
    const failed = await aFailedRefund(stage);
    const task = (await operator.get("/operator/refunds")).text;
    expect([task.includes(failed.id), task.includes('href="tel:13900000000"')]).toEqual([true, true]);
    expect(
      (await pageOf({ booking_id: failed.booking_id, voucher_id: "" })).includes('data-refund-state="failed"'),
    ).toBe(true);
    const mute = await resolve(failed.id, { resolution: "asked-again", note: "" });
    expect([mute.status, mute.text.includes('data-action="resolve-refund"')]).toEqual([422, true]);
    expect((await resolve(failed.id, { resolution: "asked-again" })).status).toBe(303);
    expect((await resolve(failed.id, { resolution: "asked-again" })).status).toBe(303);
    expect((await resolve(failed.id, { resolution: "paid-otherwise", bank_reference: "1" })).status).toBe(409);
    const again = await untilRefund(stage, failed.booking_id, ({ state }) => state === "succeeded");
    expect(again).toMatchObject({ replaces_id: failed.id, amount_minor: failed.amount_minor });
    expect(await listRefunds(stage.db.read, failed.booking_id)).toHaveLength(2);
    expect((await resolve(again.id, { resolution: "asked-again" })).status).toBe(409);
    expect((await resolve(UNKNOWN_ID, { resolution: "asked-again" })).status).toBe(404);
  });

  it("or was paid from the bank, which counts once a colleague has matched the bank's line; the resident is told", async () => {
    const failed = await aFailedRefund(stage);
    const note = "银行转账，回单 2041";
    const paid = { resolution: "paid-otherwise", note };
    expect((await resolve(failed.id, paid)).status).toBe(422);
    expect((await resolve(failed.id, { ...paid, bank_reference: "2041" })).status).toBe(303);
    expect(await findRefund(stage.db.read, failed.id)).toMatchObject({ resolution: null, resolved_at: null });
    expect((await operator.get("/operator/refunds")).text).toContain("等银行对账单");
    const bookingPage = async () => (await stage.resident.get(`/me/bookings/${failed.booking_id}`)).text;
    expect((await bookingPage()).includes("服务台说已经从银行付给您")).toBe(true);
    const statement = statementOf(`-${majorText(failed.amount_minor)}`, "2041");
    expect((await operator.post("/operator/bank", { statement })).status).toBe(303);
    const [line] = await listUnmatchedLines(stage.db.read, "operator");
    const match = async (visitor: Visitor) =>
      (await visitor.post(`/operator/bank/${line?.id}`, { target: `refund:${failed.id}` })).headers.get("location");
    expect(await match(operator)).toContain("notice=second-person-needed");
    const colleague = await Visitor.signedIn(stage.server.origin, stage.server.account("operator", 1));
    expect(await match(colleague)).toContain("notice=matched");
    expect(await findRefund(stage.db.read, failed.id)).toMatchObject({ resolution: "paid-otherwise" });
    expect((await operator.get("/operator/refunds")).text).toContain(note);
    expect((await operator.get("/operator/bank")).text).toContain("另行退给居民的款");
    const text = await bookingPage();
    expect([text.includes("服务台已经用别的方式"), text.includes(note)]).toEqual([true, false]);
    // the bank brings it back: it is a task again
    await operator.post("/operator/bank", { statement: statementOf(majorText(failed.amount_minor), "2041 退汇") });
    const [back] = await listUnmatchedLines(stage.db.read, "operator");
    expect((await colleague.get(`/operator/bank/${back?.id}`)).text).toContain("另行退给居民的款被银行退回");
    for (const _time of ["first", "second"]) {
      const matched = await colleague.post(`/operator/bank/${back?.id}`, { target: `refund:${failed.id}` });
      expect(matched.headers.get("location")).toContain("notice=matched");
    }
    expect((await operator.get("/operator/refunds")).text).toContain("银行把另行退给居民的款退回来了");
  });

  it("and what was not paid from the bank after all can be decided anew", async () => {
    const failed = await aFailedRefund(stage);
    await resolve(failed.id, { resolution: "paid-otherwise", bank_reference: "2042" });
    expect((await resolve(failed.id, { resolution: "asked-again" })).status).toBe(409);
    expect((await resolve(failed.id, { resolution: "not-paid" })).status).toBe(303);
    expect((await resolve(failed.id, { resolution: "asked-again" })).status).toBe(303);
  });
});
