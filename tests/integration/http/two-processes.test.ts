import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportedEntries } from "#tests/support/ledger-file";
import { ProductServer } from "#tests/support/product-server";
import { sessionOf, Visitor } from "#tests/support/visitor";
import { type Database, openDatabase } from "~/platform/database.server";

const BUYER_COUNT = 80;
const SEAT_COUNT = 50;

let server: ProductServer;
let second: string;
let db: Database;
beforeAll(async () => {
  server = await ProductServer.start({ residents: BUYER_COUNT });
  second = await server.startSecond();
  db = openDatabase(server.env.DATABASE_URL ?? "");
}, 120_000);
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});

test("a session of one process is a session of the other, and so is its end", async () => {
  const resident = await Visitor.signedIn(server.origin, server.account("resident"));
  expect((await resident.at(second).get("/me/bookings")).status).toBe(200);
  await resident.at(second).post("/sign-out", {});
  expect((await resident.get("/me/bookings")).status).toBe(401);
});

test("80 residents at two processes at one instant book exactly the 50 seats, and each paid one is done once", async () => {
  const offer = server.offer("slot50");
  const residents = server.harness.accounts.filter((account) => account.role === "resident");
  const buyers: Visitor[] = [];
  for (const [index, account] of residents.entries()) {
    const buyer = await Visitor.signedIn(server.origin, account);
    buyers.push(index % 2 === 0 ? buyer : buyer.at(second));
  }
  const answers = await Promise.all(buyers.map((buyer) => buyer.book(offer)));
  const booked = answers.filter((answer) => answer.status === 303);
  expect(booked).toHaveLength(SEAT_COUNT);
  expect(answers.filter((answer) => answer.status === 409)).toHaveLength(BUYER_COUNT - SEAT_COUNT);
  const sessions = booked.map((answer) => sessionOf(answer.headers.get("location")));
  await Promise.all(sessions.map((session) => server.control(`checkout/${session}/pay`, { method: "card" })));
  await untilQuiet();
  const entries = await exportedEntries(server);
  const captures = entries.filter((entry) => entry.kind === "payment_captured");
  expect(new Set(captures.map((entry) => entry.booking)).size).toBe(SEAT_COUNT);
  expect(captures).toHaveLength(SEAT_COUNT);
  expect((await server.command("ledger:verify", "--json")).code).toBe(0);
  const sent = await db.read.selectFrom("outbox").select(["state", "tries_count"]).execute();
  expect(new Set(sent.map((row) => `${row.state} ${row.tries_count}`))).toEqual(new Set(["done 1"]));
  const [slot] = await db.read
    .selectFrom("slot")
    .selectAll()
    .where("id", "=", offer.slot_id ?? "")
    .execute();
  expect(slot).toMatchObject({ capacity: SEAT_COUNT, held: 0, sold: SEAT_COUNT });
}, 180_000);

test("ten confirmations of one voucher at two processes at once are one redemption", async () => {
  const resident = await Visitor.signedIn(server.origin, server.account("resident", 1));
  const booked = await resident.at(second).book(server.offer("voucher"));
  await server.control(`checkout/${sessionOf(booked.headers.get("location"))}/pay`, { method: "card" });
  await untilQuiet();
  const { id: voucher_id } = await db.read
    .selectFrom("voucher")
    .innerJoin("booking", "booking.id", "voucher.booking_id")
    .select("voucher.id")
    .where("booking.offer_id", "=", server.offer("voucher").id)
    .executeTakeFirstOrThrow();
  const staff = ["cashier", "owner"].map((role) => Visitor.signedIn(server.origin, server.account(role)));
  const [cashier, owner] = (await Promise.all(staff)) as [Visitor, Visitor];
  const counters = [cashier, owner, cashier.at(second), owner.at(second), cashier];
  const confirm = { voucher_id, ordinal: "1" };
  const answers = await Promise.all(
    [...counters, ...counters].map((person) => person.post("/merchant/redeem", confirm)),
  );
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 409]));
  expect(await db.read.selectFrom("redemption").selectAll().execute()).toMatchObject([{ voucher_id }]);
  const splits = (await exportedEntries(server)).filter((entry) => entry.kind === "voucher_redeemed");
  expect(splits).toMatchObject([{ voucher: voucher_id }]);
}, 60_000);

async function untilQuiet(): Promise<void> {
  for (;;) {
    const waiting = await db.read.selectFrom("stripe_event").select("id").where("state", "=", "received").execute();
    const unpaid = await db.read.selectFrom("booking").select("id").where("state", "in", ["held", "paying"]).execute();
    if (waiting.length + unpaid.length === 0) return;
    await sleep(100);
  }
}
