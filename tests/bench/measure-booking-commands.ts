import { generateKeyPairSync, randomUUID } from "node:crypto";
import { migrateToLatest } from "#db/migrate";
import { aResident, aShop, aSlotOffer, NOW } from "#tests/support/builders";
import { requestBooking } from "~/bookings/request-booking.server";
import { applyCheckout } from "~/jobs/apply-checkout.server";
import { assert } from "~/kernel/assert";
import { minor } from "~/kernel/money";
import type { CheckoutFact } from "~/payments/checkout";
import { openCheckout } from "~/payments/open-checkout.server";
import { findOpeningOutboxRow } from "~/payments/payments.queries.server";
import { type Database, inTransaction, openDatabase } from "~/platform/database.server";
import { createLog } from "~/platform/log.server";
import type { Keys } from "~/platform/singletons.server";
import type { Stripe } from "~/platform/stripe.server";
import { type BenchEngine, benchEngines, type Place } from "./engines";
import { recordWork, type Step } from "./recorded-work";
import { replayOn } from "./replayed-work";
import { figure, type Measurement, median, percent, type Row } from "./report";
import { type Timed, timed } from "./timed";

const ROUND_COUNT = 5;
const BOOKING_COUNT = 300;
const RESIDENT_COUNT = 100;
const ORIGIN = "http://127.0.0.1:3000";

const SILENCE = createLog("silent");
const KEYS: Keys = {
  voucher_key: "a-voucher-key-for-measurements-only-a-voucher-key",
  signing_key: generateKeyPairSync("ed25519").privateKey,
  session_secret: "a-session-secret-for-measurements-only",
};

type Wish = { id: string; resident_id: string; offer_id: string; slot_id: string };

/**
 * The commands of a booking, from the request to the signed promise on its receipt, beside the same statements, commits
 * and hashes prepared by hand: recorded from the commands themselves, and replayed on a copy of the same database.
 */
export async function measureBookingCommands(): Promise<Measurement[]> {
  const rows: Row[] = [];
  for (const engine of benchEngines()) rows.push(await measureEngine(engine));
  const note =
    `${ROUND_COUNT} rounds of ${BOOKING_COUNT} bookings in turn, medians, one after another; ` +
    "floor: the same statements, commits and hashes by hand";
  return [{ name: "a booking by its commands", note, rows }];
}

async function measureEngine(engine: BenchEngine): Promise<Row> {
  const { image, wishes } = await makeImage(engine);
  const steps = await withCopy(engine, image, (db) => recordWork(db, () => bookAll(db, wishes)));
  // until here the engine still compiles what it has not seen often
  await withCopy(engine, image, (db) => bookAll(db, wishes));
  const ours: Timed[] = [];
  const floor: Timed[] = [];
  for (let round = 0; round < ROUND_COUNT; round += 1) {
    ours.push(await withCopy(engine, image, (db) => timed(() => bookAll(db, wishes))));
    floor.push(await measureFloor(engine, image, steps));
  }
  await image.drop();
  const wall = { ours: median(ours.map(({ wall_ms }) => wall_ms)), floor: median(floor.map(({ wall_ms }) => wall_ms)) };
  const cpu = { ours: median(ours.map(({ cpu_ms }) => cpu_ms)), floor: median(floor.map(({ cpu_ms }) => cpu_ms)) };
  const statements = steps.filter(({ kind }) => kind === "statement");
  const commits = statements.filter((step) => step.kind === "statement" && step.sql === "commit");
  return {
    engine: engine.name,
    statements: figure(statements.length / BOOKING_COUNT),
    commits: figure(commits.length / BOOKING_COUNT),
    hashes: figure((steps.length - statements.length) / BOOKING_COUNT),
    "per s": figure((BOOKING_COUNT / wall.ours) * 1_000),
    "floor per s": figure((BOOKING_COUNT / wall.floor) * 1_000),
    "of floor": percent(wall.floor, wall.ours),
    "cpu ms": figure(cpu.ours / BOOKING_COUNT),
    "floor cpu ms": figure(cpu.floor / BOOKING_COUNT),
    goal: "≥ 50 %",
  };
}

/** A shop with one slot large enough for everybody, and who will book what. */
async function makeImage(engine: BenchEngine): Promise<{ image: Place; wishes: Wish[] }> {
  const image = await engine.create();
  const db = openDatabase(image.url);
  await migrateToLatest(db.write);
  await aShop(db);
  const { offer_id, slot_ids } = await aSlotOffer(db, { weekly_hours: "Mo-Su 14:00-15:00/60x500" });
  const [, slot_id = ""] = slot_ids;
  const wishes: Wish[] = [];
  const residents: string[] = [];
  for (let number = 0; number < RESIDENT_COUNT; number += 1) residents.push(await aResident(db, `resident-${number}`));
  for (let turn = 0; turn < BOOKING_COUNT; turn += 1) {
    wishes.push({ id: randomUUID(), resident_id: residents[turn % RESIDENT_COUNT] ?? "", offer_id, slot_id });
  }
  await db.destroy();
  return { image, wishes };
}

async function withCopy<T>(engine: BenchEngine, image: Place, work: (db: Database) => Promise<T>): Promise<T> {
  const place = await engine.copy(image);
  const db = openDatabase(place.url);
  try {
    return await work(db);
  } finally {
    await db.destroy();
    await place.drop();
  }
}

async function measureFloor(engine: BenchEngine, image: Place, steps: readonly Step[]): Promise<Timed> {
  const place = await engine.copy(image);
  const replay = await replayOn(place.url);
  try {
    return await timed(() => replay.run(steps));
  } finally {
    await replay.close();
    await place.drop();
  }
}

async function bookAll(db: Database, wishes: readonly Wish[]): Promise<void> {
  for (const wish of wishes) await bookOnce(db, wish);
}

/** What a booking is to the server, except that the processor answers at once. */
async function bookOnce(db: Database, wish: Wish): Promise<void> {
  const request = { ...wish, quantity: 1, contact_phone: "13900000000", note: "" };
  const booked = await inTransaction(db, (trx) =>
    requestBooking(trx, request, { keys: KEYS, origin: ORIGIN, locale: "zh-CN" }, NOW),
  );
  assert(booked.ok, "a measured booking is possible");
  const row = await findOpeningOutboxRow(db.read, wish.id);
  assert(row, "a booking that costs something opens a checkout");
  const opened = await openCheckout({ db, stripe: promptProcessor(wish.id) }, row, NOW);
  assert(opened.ok, "a measured checkout opens");
  const paid = await applyCheckout(
    { db, keys: KEYS, log: SILENCE },
    paidCheckout(wish.id, booked.value.gross_minor),
    NOW,
  );
  assert(paid.ok && paid.value === "paid", "a measured booking is paid");
}

/** The network is no part of this measurement. */
function promptProcessor(id: string): Stripe {
  const session = { id: `cs_${id}`, object: "checkout.session", url: `https://pay.example/${id}` };
  return { checkout: { sessions: { create: async () => session } } } as unknown as Stripe;
}

function paidCheckout(id: string, gross_minor: number): CheckoutFact {
  const fee = { balance_transaction_id: `txn_${id}`, fee_minor: minor(110) };
  const charge = { id: `ch_${id}`, amount_minor: minor(gross_minor), currency: "cny", captured_at: NOW, fee };
  return { reference: id, attempt: 1, session_id: `cs_${id}`, outcome: "paid", charge };
}
