import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { aUsedBooking } from "#tests/support/after-use";
import { pageTexts } from "#tests/support/page-texts";
import { ProductServer } from "#tests/support/product-server";
import { sessionOf, Visitor } from "#tests/support/visitor";
import { listRefunds } from "~/bookings/refunds.queries.server";
import messages from "~/messages/zh-CN.json";
import { type Database, openDatabase } from "~/platform/database.server";

const words = messages.voucher;
const PATIENCE_MS = 20_000;

let server: ProductServer;
let db: Database;
let resident: Visitor;
let operator: Visitor;
beforeAll(async () => {
  server = await ProductServer.start();
  db = openDatabase(server.env.DATABASE_URL ?? "");
  resident = await Visitor.signedIn(server.origin, server.account("resident"));
  operator = await Visitor.signedIn(server.origin, server.account("operator"));
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});

/** The page of a booking once it shows what is waited for. */
async function pageWith(booking_id: string, wanted: string): Promise<string> {
  for (const end_ms = performance.now() + PATIENCE_MS; performance.now() < end_ms; await sleep(100)) {
    const { text } = await resident.get(`/me/bookings/${booking_id}`);
    if (text.includes(wanted)) return text;
  }
  throw new Error(`the page never showed ${wanted}`);
}

const textsOf = (html: string) => pageTexts(html).map(({ text }) => text);
const shownOn = async (booking_id: string) => textsOf((await resident.get(`/me/bookings/${booking_id}`)).text);

async function untilShown(booking_id: string, wanted: string): Promise<void> {
  for (const end_ms = performance.now() + PATIENCE_MS; performance.now() < end_ms; await sleep(100))
    if ((await shownOn(booking_id)).includes(wanted)) return;
  throw new Error(`the page never showed ${wanted}`);
}

async function aPaidBooking(): Promise<string> {
  const booked = await resident.book(server.offer("voucher"));
  const session = sessionOf(booked.headers.get("location"));
  const { client_reference_id } = await server.control(`checkout/${session}/pay`, { method: "card" });
  const id = String(client_reference_id);
  await resident.get(`/me/bookings/${id}?session_id=${session}`);
  return id;
}

async function disputed(booking_id: string): Promise<string> {
  const { charge_id } = await db.read
    .selectFrom("booking")
    .select("charge_id")
    .where("id", "=", booking_id)
    .executeTakeFirstOrThrow();
  return String((await server.control("disputes", { charge: charge_id ?? "" })).id);
}

it("a disputed voucher shows no QR and no button, says why, and then who gave the money back", async () => {
  const booking_id = await aPaidBooking();
  const before = await pageWith(booking_id, 'data-voucher-state="issued"');
  expect([before.includes('data-action="cancel"'), before.includes("/merchant/redeem?t=")]).toEqual([true, true]);
  const dispute_id = await disputed(booking_id);
  const during = await pageWith(booking_id, 'data-voucher-state="waiting"');
  expect(during).toContain('data-hold="disputed"');
  expect(textsOf(during)).toEqual(expect.arrayContaining([words.disputed_title, words.waiting_text]));
  expect([during.includes('data-action="cancel"'), during.includes("/merchant/redeem?t=")]).toEqual([false, false]);
  await server.control(`disputes/${dispute_id}/close`, { outcome: "lost" });
  const lost = await pageWith(booking_id, 'data-voucher-state="void"');
  const told = textsOf(lost);
  expect([told.includes(words.void_by_bank), told.includes(words.void)]).toEqual([true, false]);
  expect(told).toContain(words.charged_back_text.replace("{amount}", "¥36.80"));
  await server.control(`disputes/${dispute_id}/close`, { outcome: "won" });
  await untilShown(booking_id, words.charged_back_won_text);
  expect(await shownOn(booking_id)).toContain(words.void_ended);
  const desk = (await operator.get("/operator/disputes")).text;
  expect(desk).toContain('data-action="return-recovered"');
  expect((await operator.post("/operator/disputes", { dispute_id })).status).toBe(303);
  expect((await operator.post("/operator/disputes", { dispute_id })).status).toBe(303);
  expect((await operator.get("/operator/disputes")).text).not.toContain('data-action="return-recovered"');
  expect(await listRefunds(db.read, booking_id)).toHaveLength(1);
  expect((await shownOn(booking_id)).some((text) => text.includes(messages.after_use.reasons.recovered))).toBe(true);
  expect(await shownOn(booking_id)).not.toContain(words.paid_twice_title);
});

it("of a used voucher nothing can be asked or contested while its payment is disputed", async () => {
  const counter = await Visitor.signedIn(server.origin, server.account("cashier"));
  const { booking_id } = await aUsedBooking({ server, db, resident, counter });
  const before = (await resident.get(`/me/bookings/${booking_id}`)).text;
  expect([before.includes("/refund?voucher="), before.includes("/contest?voucher=")]).toEqual([true, true]);
  await disputed(booking_id);
  const during = await pageWith(booking_id, 'data-hold="disputed"');
  expect([during.includes("/refund?voucher="), during.includes("/contest?voucher=")]).toEqual([false, false]);
});
