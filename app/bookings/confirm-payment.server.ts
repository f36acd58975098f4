import { getCommunity } from "~/alliance/alliance.queries.server";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import { postJournalEntryOnce } from "~/ledger/post-journal-entry-once.server";
import { findSlot } from "~/offers/offers.queries.server";
import { sellHeldCapacity } from "~/offers/sell-held-capacity.server";
import { takeCapacity } from "~/offers/take-capacity.server";
import type { ChargeFact } from "~/payments/checkout";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";
import type { Keys } from "~/platform/singletons.server";
import { GONE_STATES, isUnpaid, parseBookingTerms, UNPAID_LIMIT_COUNT } from "./booking";
import { feeEntry, paymentEntry, surplusEntry } from "./booking-entries";
import type { Booking } from "./bookings.queries.server";
import { countUnpaid, lockBooking } from "./bookings.store.server";
import { issuePaidVouchers } from "./issue-paid-vouchers.server";
import { requestRefund } from "./request-refund.server";
import { returnStrayMoney } from "./return-stray-money.server";

/**
 * `paid`: the booking stands. `surplus`: the money could not be used and goes back in full. `stray`: so does this, and
 * now it was learnt that its booking is not in this database.
 */
export type PaymentOutcome = "paid" | "surplus" | "stray";

/**
 * A charge succeeded for a booking. It is paid if it was waiting; a booking that is gone takes its seats again if
 * they are there; otherwise, and for a second charge, the money is booked as surplus and refunded in full. Every
 * charge gets exactly one such entry, however often and from wherever it is told. Source: payments.md, C3.
 */
export async function confirmPayment(
  db: Database,
  payment: { booking_id: string; charge: ChargeFact },
  keys: Keys,
  now: Instant,
): Promise<Result<PaymentOutcome, never>> {
  const taken = await inTransaction(db, (trx) => takePayment(trx, payment, keys, now));
  if (taken.ok) return taken;
  if (taken.error === "booking-unknown") return inTransaction(db, (trx) => returnStrayMoney(trx, payment, now));
  return inTransaction(db, (trx) => returnSurplus(trx, payment, now));
}

async function takePayment(
  trx: Trx,
  { booking_id, charge }: { booking_id: string; charge: ChargeFact },
  keys: Keys,
  now: Instant,
): Promise<Result<PaymentOutcome, "booking-unknown" | "booking-gone">> {
  const booking = await lockBooking(trx, booking_id);
  if (!booking) return failure("booking-unknown");
  const known = await findCaptureOutcome(trx, charge);
  if (!known) {
    const is_exact = charge.amount_minor === booking.gross_minor && charge.currency === booking.currency;
    const seated = is_exact ? await regainSeats(trx, booking, now) : undefined;
    if (!seated) return failure("booking-gone");
    const payment = { paid_at: charge.captured_at, charge_id: charge.id };
    if (!(await issuePaidVouchers(trx, seated, keys, payment))) return failure("booking-gone");
    await post(trx, paymentEntry(booking_id, charge), now);
  }
  await postFee(trx, booking_id, charge, now);
  return ok(known ?? "paid");
}

/** What this charge was booked as before, if it was. */
async function findCaptureOutcome(trx: Trx, charge: ChargeFact): Promise<PaymentOutcome | undefined> {
  const entry = await findEntryByIdem(trx, `charge:${charge.id}`);
  return entry && (entry.kind === "payment_surplus" ? "surplus" : "paid");
}

/**
 * The booking with its seats sold: those it held, or, when it is gone, the same ones taken again if they are free, and
 * still at the time that was agreed.
 */
async function regainSeats(trx: Trx, booking: Booking, now: Instant): Promise<Booking | undefined> {
  if (isUnpaid(booking.state)) {
    await sellHeldCapacity(trx, booking);
    await countUnpaid(trx, booking.resident_id, -1, UNPAID_LIMIT_COUNT);
    return booking;
  }
  const { starts_at } = parseBookingTerms(booking.terms_json);
  const is_gone = (GONE_STATES as readonly string[]).includes(booking.state) && booking.charge_id === null;
  if (!is_gone || (starts_at !== null && starts_at <= now)) return undefined;
  const slot = booking.slot_id === null ? undefined : await findSlot(trx, booking.slot_id);
  if (slot && slot.starts_at !== starts_at) return undefined;
  const taken = await takeCapacity(trx, booking, "sold");
  return taken.ok ? { ...booking, is_quota_counted: taken.value } : undefined;
}

async function returnSurplus(
  trx: Trx,
  { booking_id, charge }: { booking_id: string; charge: ChargeFact },
  now: Instant,
): Promise<Result<PaymentOutcome, never>> {
  await lockBooking(trx, booking_id);
  if (await findCaptureOutcome(trx, charge)) return ok("surplus");
  await post(trx, surplusEntry(booking_id, charge), now);
  await postFee(trx, booking_id, charge, now);
  // what somebody gave back at the processor before is not asked for again
  const { id: charge_id, refunded_minor = 0 } = charge;
  const amount_minor = charge.amount_minor - refunded_minor;
  if (amount_minor === 0) return ok("surplus");
  const parts = [{ voucher_id: null, source: "surplus" as const, amount_minor }];
  await requestRefund(trx, { booking_id, charge_id, reason: "surplus", parts }, now);
  return ok("surplus");
}

async function post(trx: Trx, entry: Parameters<typeof postJournalEntry>[1], now: Instant): Promise<void> {
  const { zone } = await getCommunity(trx);
  await postJournalEntry(trx, entry, zone, now);
}

async function postFee(trx: Trx, booking_id: string, charge: ChargeFact, now: Instant): Promise<void> {
  const entry = feeEntry(booking_id, charge);
  const { zone } = await getCommunity(trx);
  if (entry) await postJournalEntryOnce(trx, entry, zone, now);
}
