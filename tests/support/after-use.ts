import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { listRefunds, type Refund } from "~/bookings/refunds.queries.server";
import type { Database } from "~/platform/database.server";
import type { ProductServer } from "./product-server";
import { type Page, sessionOf, type Visitor } from "./visitor";

const PATIENCE_MS = 20_000;

/** A running product with a resident who books, and somebody who may redeem at the shop that sells `voucher`. */
export type Stage = { server: ProductServer; db: Database; resident: Visitor; counter: Visitor };
export type UsedBooking = { booking_id: string; voucher_id: string };

/** Books and pays one voucher over HTTP, as a resident does. */
async function aPaidVoucherOf({ server, db, resident }: Stage): Promise<UsedBooking> {
  const booked = await resident.book(server.offer("voucher"));
  const session = sessionOf(booked.headers.get("location"));
  const paid = await server.control(`checkout/${session}/pay`, { method: "card" });
  const booking_id = String(paid.client_reference_id);
  await resident.get(`/me/bookings/${booking_id}?session_id=${session}`);
  const [voucher] = await listVouchers(db.read, booking_id);
  if (!voucher) throw new Error("the booking was not paid");
  return { booking_id, voucher_id: voucher.id };
}

/** A voucher that was paid and used at the counter a moment ago. */
export async function aUsedBooking(stage: Stage): Promise<UsedBooking> {
  const paid = await aPaidVoucherOf(stage);
  const { status } = await stage.counter.post("/merchant/redeem", { voucher_id: paid.voucher_id, ordinal: "1" });
  if (status !== 200) throw new Error(`redeeming answered ${status}`);
  return paid;
}

/** Asks for a refund of a used voucher through its form; gives the request's id and the answer. */
export async function askRefund(
  { resident }: Pick<Stage, "resident">,
  { booking_id, voucher_id }: UsedBooking,
  change: Record<string, string> = {},
): Promise<{ id: string; page: Page }> {
  const fields = { id: randomUUID(), voucher_id, amount: "10", reason: "茶是凉的", ...change };
  return { id: fields.id, page: await resident.post(`/me/bookings/${booking_id}/refund`, fields) };
}

/** A booking that was given back, whose refund the processor could not deliver. */
export async function aFailedRefund(stage: Stage): Promise<Refund> {
  const { booking_id } = await aPaidVoucherOf(stage);
  await stage.resident.post(`/me/bookings/${booking_id}/cancel`, {});
  const sent = await untilRefund(stage, booking_id, ({ state }) => state === "submitted" || state === "succeeded");
  await stage.server.control(`refunds/${sent.stripe_refund_id}/fail`);
  return untilRefund(stage, booking_id, ({ state }) => state === "failed");
}

/** The newest refund of a booking, once it is as wanted. */
export async function untilRefund(
  { db }: Pick<Stage, "db">,
  booking_id: string,
  is: (refund: Refund) => boolean,
): Promise<Refund> {
  for (const end_ms = performance.now() + PATIENCE_MS; performance.now() < end_ms; await sleep(50)) {
    const refund = (await listRefunds(db.read, booking_id)).find(is);
    if (refund) return refund;
  }
  throw new Error(`no refund of ${booking_id} came to be as wanted`);
}

/** On `used` a contest and a refused request that was complained of; besides an undone redemption and a failed refund. */
export async function everythingAfterUse(stage: Stage & { owner: Visitor }, used: UsedBooking): Promise<void> {
  const { resident, counter, owner } = stage;
  const own_page = `/me/bookings/${used.booking_id}`;
  const { id: request_id } = await askRefund(stage, used);
  await owner.post("/merchant/refunds", { request_id, decision: "refuse", answer: "已经喝完了" });
  await resident.post(`${own_page}/complain`, { request_id, text: "茶确实是凉的" });
  await resident.post(`${own_page}/contest`, { voucher_id: used.voucher_id, text: "没有人招待" });
  const { voucher_id } = await aUsedBooking(stage);
  await counter.post("/merchant/undo", { voucher_id, ordinal: "1", reason: "点错了" });
  await aFailedRefund(stage);
}
