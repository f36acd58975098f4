import { type Booking, findBooking } from "~/bookings/bookings.queries.server";
import { type BookingRefusal, requestBooking } from "~/bookings/request-booking.server";
import type { Instant } from "~/kernel/instant";
import type { Result } from "~/kernel/result";
import type { ExportedEntry } from "~/ledger/exported-entry";
import { listEntries } from "~/ledger/ledger.queries.server";
import { findSlot } from "~/offers/offers.queries.server";
import { type Database, inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { bookingRequest, type Wish } from "./a-paid-booking";
import { aStripe, KEYS, servicesOf, type TestStripe } from "./a-stripe";
import { aShop, NOW } from "./builders";
import { controlsOf, type StripeControls } from "./stripe-controls";
import { aDatabase } from "./test-database";

const ORIGIN = "http://127.0.0.1:3000";

/** A shop that sells, with a payment processor whose clock stands at the same instant. */
export type TradingShop = Awaited<ReturnType<typeof aShop>> & {
  db: Database;
  stripe: TestStripe;
  services: Services;
  controls: StripeControls;
};

export async function aTradingShop(
  now: Instant = NOW,
  openOne: () => Promise<Database> = aDatabase,
): Promise<TradingShop> {
  const db = await openOne();
  const stripe = await aStripe();
  await stripe.setClock(now);
  const services = servicesOf(db, stripe, now);
  return { ...(await aShop(db)), db, stripe, services, controls: controlsOf(services) };
}

/** Books in one transaction, without opening a checkout. */
export function book(db: Database, wish: Wish, now: Instant = NOW): Promise<Result<Booking, BookingRefusal>> {
  return inTransaction(db, (trx) =>
    requestBooking(trx, bookingRequest(wish), { keys: KEYS, origin: ORIGIN, locale: "zh-CN" }, now),
  );
}

/** Books, and fails the test where that is refused. */
export async function booked(db: Database, wish: Wish, now: Instant = NOW): Promise<Booking> {
  const outcome = await book(db, wish, now);
  if (!outcome.ok) throw new Error(`not booked: ${outcome.error}`);
  return outcome.value;
}

export async function bookingOf(db: Database, id: string): Promise<Booking> {
  const booking = await findBooking(db.read, id);
  if (!booking) throw new Error(`no booking ${id}`);
  return booking;
}

export async function entriesOf(db: Database): Promise<ExportedEntry[]> {
  return listEntries(db.read, 1, 1_000);
}

/** Kinds of all entries, in the order they were posted. */
export async function entryKinds(db: Database): Promise<string[]> {
  return (await entriesOf(db)).map(({ kind }) => kind);
}

/** Seats of a slot that are held and sold. */
export async function seatsOf(db: Database, slot_id: string): Promise<{ held: number; sold: number }> {
  const slot = await findSlot(db.read, slot_id);
  if (!slot) throw new Error(`no slot ${slot_id}`);
  return { held: slot.held, sold: slot.sold };
}
