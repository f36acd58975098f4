import { afterAll, beforeAll, expect, it } from "vitest";
import { askRefund, aUsedBooking, type Stage, untilRefund } from "#tests/support/after-use";
import { ProductServer } from "#tests/support/product-server";
import { Visitor } from "#tests/support/visitor";
import { writeBeside } from "#tests/support/write-beside";
import { findRedemption, findVoucher } from "~/bookings/bookings.queries.server";
import { listComplaints } from "~/bookings/refunds.queries.server";
import { openDatabase } from "~/platform/database.server";

let stage: Stage;
let owner: Visitor;
let other_cashier: Visitor;

beforeAll(async () => {
  const server = await ProductServer.start();
  const signedIn = (role: string, index = 0) => Visitor.signedIn(server.origin, server.account(role, index));
  const [resident, counter] = [await signedIn("resident"), await signedIn("cashier")];
  stage = { server, db: openDatabase(server.env.DATABASE_URL ?? ""), resident, counter };
  [owner, other_cashier] = [await signedIn("owner"), await signedIn("cashier", 1)];
}, 60_000);
afterAll(async () => {
  await stage?.db.destroy();
  await stage?.server.stop();
});

function undo(voucher_id: string, change: Record<string, string> = {}, person = stage.counter) {
  return person.post("/merchant/undo", { voucher_id, ordinal: "1", reason: "点错了券", ...change });
}

async function states(voucher_id: string) {
  const [voucher, redemption] = [
    await findVoucher(stage.db.read, voucher_id),
    await findRedemption(stage.db.read, voucher_id, 1),
  ];
  return [voucher?.state, redemption?.undone_at !== null];
}

it("a cashier takes a redemption back from the redeem page, and the voucher can be redeemed again", async () => {
  const { booking_id, voucher_id } = await aUsedBooking(stage);
  const href = `/merchant/undo?voucher=${voucher_id}&amp;ordinal=1`;
  for (const path of ["/merchant/redeem", "/merchant", "/merchant/undo"]) {
    expect((await stage.counter.get(path)).text).toContain(href);
  }
  const form = await stage.counter.get(href.replace("&amp;", "&"));
  expect([form.status, form.text.includes('data-action="undo"'), form.text.includes("¥")]).toEqual([200, true, false]);
  const contest = { voucher_id, text: "没有人招待" };
  await stage.resident.post(`/me/bookings/${booking_id}/contest`, contest);
  const done = await undo(voucher_id);
  expect([done.status, done.headers.get("location")]).toEqual([303, href.replace("&amp;", "&")]);
  expect((await undo(voucher_id)).status).toBe(303);
  expect((await stage.counter.get(href.replace("&amp;", "&"))).text).toContain('data-undo-step="undone"');
  expect(await states(voucher_id)).toEqual(["issued", true]);
  expect(await listComplaints(stage.db.read, booking_id)).toMatchObject([{ state: "closed", outcome: "undone" }]);
  const again = await stage.counter.post("/merchant/redeem", { voucher_id, ordinal: "2" });
  expect([again.status, again.text.includes('data-state="redeemed"')]).toEqual([200, true]);
  expect(again.text).toContain(`/merchant/undo?voucher=${voucher_id}&amp;ordinal=2`);
});

it("a reason is needed, and what was typed is kept", async () => {
  const { voucher_id } = await aUsedBooking(stage);
  const mute = await undo(voucher_id, { reason: " " });
  expect([mute.status, mute.text.includes('data-action="undo"')]).toEqual([422, true]);
  const long = "长".repeat(201);
  const wordy = await undo(voucher_id, { reason: long });
  expect([wordy.status, wordy.text.includes(`value="${long}"`)]).toEqual([422, true]);
  expect(await states(voucher_id)).toEqual(["redeemed", false]);
});

it("another shop's redemption and an unknown one look alike; the owner undoes what a cashier redeemed", async () => {
  const { voucher_id } = await aUsedBooking(stage);
  expect((await undo(voucher_id, {}, other_cashier)).status).toBe(404);
  expect((await undo(voucher_id, { ordinal: "2" })).status).toBe(404);
  expect((await other_cashier.get(`/merchant/undo?voucher=${voucher_id}&ordinal=1`)).status).toBe(404);
  expect((await undo(voucher_id, {}, stage.resident)).status).toBe(403);
  expect(await states(voucher_id)).toEqual(["redeemed", false]);
  expect((await undo(voucher_id, {}, owner)).status).toBe(303);
  expect((await owner.get("/merchant/redemptions")).text).toContain("已撤销");
});

it("a cashier neither sees nor undoes what somebody else redeemed", async () => {
  const { voucher_id } = await aUsedBooking({ ...stage, counter: owner });
  expect((await stage.counter.get("/merchant/undo")).text).not.toContain(voucher_id);
  expect((await undo(voucher_id)).status).toBe(404);
});

it("after an hour it is too late, and the page says what else can be done", async () => {
  const { voucher_id } = await aUsedBooking(stage);
  const redeemed_at = "2026-01-01T00:00:00.000Z";
  await writeBeside(stage.db, (trx) =>
    trx.updateTable("redemption").set({ redeemed_at }).where("voucher_id", "=", voucher_id).execute(),
  );
  const late = await undo(voucher_id);
  expect([late.status, late.text.includes('data-undo-step="over"')]).toEqual([409, true]);
  expect(await states(voucher_id)).toEqual(["redeemed", false]);
});

it("money that is on its way back stands in the way", async () => {
  const used = await aUsedBooking(stage);
  const { id: request_id } = await askRefund(stage, used);
  await owner.post("/merchant/refunds", { request_id, decision: "all", answer: "" });
  await untilRefund(stage, used.booking_id, ({ state }) => state === "succeeded");
  expect((await undo(used.voucher_id)).status).toBe(409);
  expect(await states(used.voucher_id)).toEqual(["redeemed", false]);
});
