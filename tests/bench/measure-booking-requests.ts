import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMs } from "#tests/support/processes";
import { sessionCookies } from "#tests/support/session-cookies";
import { sessionOf } from "#tests/support/visitor";
import { systemClock } from "~/platform/clock.server";
import { type Database, openDatabase } from "~/platform/database.server";
import { BenchServer } from "./bench-server";
import { RawServer } from "./raw-server";
import { figure, type Measurement, type Row } from "./report";

const RESIDENT_COUNT = 60;
/** Until here the engine still compiles what it has not seen often. */
const WARM_UP_COUNT = 300;
const BOOKING_COUNT = 400;
const AT_ONCE_COUNT = 4;
const IDLE_MS = 3_000;
const SETTLED_WITHIN_MS = 60_000;
const OFFER_ID = "gaiwan-tea-two";

type Buyer = { server: BenchServer; cookie: string };

/**
 * Bookings from the click to the voucher over HTTP: the form is sent, Stripe's page is paid, webhooks bring the voucher.
 * The processor is a process of its own, so that the server's CPU time is the product's alone.
 */
export async function measureBookingRequests(): Promise<Measurement[]> {
  const server = await BenchServer.start({ residents: RESIDENT_COUNT });
  const db = openDatabase(server.database_url);
  try {
    const residents = server.harness.accounts.filter(({ role }) => role === "resident");
    const cookies = await sessionCookies(db, residents, systemClock);
    const buyers = cookies.map((cookie) => ({ server, cookie }));
    await bookAndPay(db, buyers, WARM_UP_COUNT);
    const idle_ms_per_s = await measureIdle(server.pid);
    const before_count = await countEvents(db);
    const booked = await measured(server.pid, () => bookAndPay(db, buyers, BOOKING_COUNT));
    const event_count = (await countEvents(db)) - before_count;
    const pages = await measured(server.pid, () => readPages(buyers, booked.value));
    return [await report({ booked, pages, event_count, idle_ms_per_s })];
  } finally {
    await db.destroy();
    await server.stop();
  }
}

type Measured<T> = { value: T; cpu_ms: number; wall_ms: number };

async function measured<T>(pid: number, work: () => Promise<T>): Promise<Measured<T>> {
  const [cpu_before_ms, started_ms] = [cpuMs(pid), performance.now()];
  const value = await work();
  return { value, cpu_ms: cpuMs(pid) - cpu_before_ms, wall_ms: performance.now() - started_ms };
}

async function measureIdle(pid: number): Promise<number> {
  const { cpu_ms, wall_ms } = await measured(pid, () => sleep(IDLE_MS));
  return (cpu_ms / wall_ms) * 1_000;
}

type Figures = {
  booked: Measured<string[]>;
  pages: Measured<number>;
  event_count: number;
  idle_ms_per_s: number;
};

async function report({ booked, pages, event_count, idle_ms_per_s }: Figures): Promise<Measurement> {
  const webhook_count = event_count / BOOKING_COUNT;
  const floor_ms = await measureFloor(Math.round(1 + webhook_count) * BOOKING_COUNT);
  const rows: Row[] = [
    {
      what: "form, webhooks, worker (HTML excluded)",
      "server cpu ms": figure(booked.cpu_ms / BOOKING_COUNT),
      "floor cpu ms": figure(floor_ms / BOOKING_COUNT),
      goal: "≤ 15",
    },
    { what: "pages: offer, form, vouchers (HTML)", "server cpu ms": figure(pages.cpu_ms / BOOKING_COUNT) },
    { what: "idle, per second", "server cpu ms": figure(idle_ms_per_s) },
    { what: "webhooks a booking", "server cpu ms": figure(webhook_count) },
    { what: "bookings a second", "server cpu ms": figure((BOOKING_COUNT / booked.wall_ms) * 1_000) },
  ];
  const note = `${BOOKING_COUNT} bookings, ${AT_ONCE_COUNT} at once; floor: node:http taking as many posts of the same size`;
  return { name: "a booking over HTTP", note, rows };
}

/** Books `count` times by turns and waits until every voucher is there and nothing is left to do; gives the bookings. */
async function bookAndPay(db: Database, buyers: readonly Buyer[], count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const waiting = ids.map((id, turn) => ({ id, buyer: buyers[turn % buyers.length] }));
  const buy = async () => {
    for (let next = waiting.shift(); next?.buyer; next = waiting.shift()) await bookOnce(next.buyer, next.id);
  };
  await Promise.all(Array.from({ length: AT_ONCE_COUNT }, buy));
  await untilSettled(db, ids);
  return ids;
}

async function bookOnce({ server, cookie }: Buyer, id: string): Promise<void> {
  const fields = { id, quantity: "1", contact_phone: "13900000000", note: "", slot_id: "" };
  const answer = await fetch(`${server.origin}/offers/${OFFER_ID}/book`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { cookie, origin: server.origin },
    redirect: "manual",
  });
  await answer.arrayBuffer();
  if (answer.status !== 303) throw new Error(`the booking was answered with ${answer.status}`);
  await server.pay(sessionOf(answer.headers.get("location")));
}

/** Every booking is paid, the inbox is read and the outbox is sent. */
async function untilSettled(db: Database, ids: readonly string[]): Promise<void> {
  const started_ms = performance.now();
  while (performance.now() - started_ms < SETTLED_WITHIN_MS) {
    const unpaid = await db.read
      .selectFrom("booking")
      .select("id")
      .where("id", "in", [...ids])
      .where("state", "<>", "paid")
      .execute();
    const unread = await db.read.selectFrom("stripe_event").select("id").where("state", "=", "received").execute();
    if (unpaid.length + unread.length === 0) return;
    await sleep(50);
  }
  throw new Error(`not every booking was paid within ${SETTLED_WITHIN_MS} ms`);
}

async function countEvents(db: Database): Promise<number> {
  return (await db.read.selectFrom("stripe_event").select("id").execute()).length;
}

/** The pages somebody sees on the way: the offer, its form, and the booking with its voucher. */
async function readPages(buyers: readonly Buyer[], ids: readonly string[]): Promise<number> {
  let page_count = 0;
  for (const [turn, id] of ids.entries()) {
    const buyer = buyers[turn % buyers.length];
    for (const path of [`/offers/${OFFER_ID}`, `/offers/${OFFER_ID}/book`, `/me/bookings/${id}`]) {
      const headers = { cookie: buyer?.cookie ?? "", "accept-encoding": "gzip" };
      const answer = await fetch(`${buyer?.server.origin}${path}`, { headers });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      page_count += 1;
    }
  }
  return page_count;
}

/** A webhook's body is about this large; a form is smaller. */
const POSTED_BYTES = 3_000;

async function measureFloor(post_count: number): Promise<number> {
  const raw = await RawServer.start();
  try {
    const body = "x".repeat(POSTED_BYTES);
    const post = async (count: number) => {
      for (let sent = 0; sent < count; sent += 1) {
        await (await fetch(raw.origin, { method: "POST", body, redirect: "manual" })).arrayBuffer();
      }
    };
    await post(100);
    return (await measured(raw.pid, () => post(post_count))).cpu_ms;
  } finally {
    await raw.stop();
  }
}
