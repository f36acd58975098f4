import { findMerchant } from "~/alliance/alliance.queries.server";
import { openingWeekdays } from "~/alliance/opening-hours";
import { parseBookingTerms } from "~/bookings/booking";
import { type Booking, listVouchers } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { requestBooking } from "~/bookings/request-booking.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { runQueues } from "~/jobs/run-queues.server";
import { assert } from "~/kernel/assert";
import { addDays, type CalendarDay, instantAt, weekdayOf } from "~/kernel/calendar-day";
import { addMs, DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { findPersonByEmail } from "~/members/members.queries.server";
import { listSlots } from "~/offers/offers.queries.server";
import { fetchMissedEvents } from "~/payments/fetch-missed-events.server";
import { openCheckout } from "~/payments/open-checkout.server";
import { findLatestCheckout, findOpeningOutboxRow } from "~/payments/payments.queries.server";
import { inTransaction } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import type { Services } from "~/platform/singletons.server";
import type { Moment, PlannedBooking } from "./demo-bookings";
import { aftermathActs } from "./play-aftermath";
import { payoutActs } from "./play-payouts";
import type { Processor } from "./processor";
import { emailOf, findSeededPerson } from "./seeded-people";

/** Where and when the play takes place. `today` is not part of it any more. */
export type Stage = { services: Services; processor: Processor; zone: string; today: CalendarDay };

/** At night, when nobody acts, everything that is due is done, the calendar and the day's anchor included. */
type Act = { at: Instant; run: ((at: Instant) => Promise<void>) | "night" };

/** Time for a wallet's answer and for webhooks to be read. */
const ROUND_MS = 8 * SECOND_MS;
/** Every day ends with what is due at night; nobody acts later. */
const LAST_ACT = "23:30";
const EARLY_ARRIVAL_MS = 4 * MINUTE_MS;

/** Plays `bookings` in the order of time through the commands people use; every round of jobs runs as a server's would. */
export async function playBookings(
  stage: Stage,
  bookings: readonly PlannedBooking[],
  onAct: (done_count: number, left_count: number) => void,
): Promise<void> {
  const play = new Play(stage, bookings);
  let done_count = 0;
  for (let act = play.next(); act; act = play.next()) {
    await stage.processor.setClock(act.at);
    if (act.run !== "night") await act.run(act.at);
    const later = addMs(act.at, ROUND_MS);
    await stage.processor.setClock(later);
    if (act.run === "night") await runEverythingDue(stage.services, later);
    else await readEvents(stage.services, later);
    done_count += 1;
    onAct(done_count, play.left_count);
  }
}

/** What a server's worker does within seconds: sends what is queued and reads what the processor tells. */
async function readEvents(services: Services, now: Instant): Promise<void> {
  await fetchMissedEvents(services, HOUR_MS, now);
  await runQueues(services, now);
}

/** The acts still to come; a booking adds what follows from it. */
class Play {
  readonly #stage: Stage;
  readonly #acts: Act[] = [];

  constructor(stage: Stage, bookings: readonly PlannedBooking[]) {
    this.#stage = stage;
    for (const planned of bookings) this.#add(this.#instantOf(planned.booked), (at) => this.#book(planned, at));
    const first_day_ago = Math.max(...bookings.map(({ booked }) => booked[0]));
    for (let days_ago = first_day_ago; days_ago >= 1; days_ago -= 1) {
      this.#add(this.#instantOf([days_ago, LAST_ACT]), "night");
    }
    for (const { moment, run } of payoutActs(stage, first_day_ago)) this.#add(this.#instantOf(moment), run);
  }

  get left_count(): number {
    return this.#acts.length;
  }

  next(): Act | undefined {
    return this.#acts.shift();
  }

  #add(at: Instant, run: Act["run"]): void {
    this.#acts.push({ at, run });
    this.#acts.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
  }

  #instantOf([days_ago, time]: Moment): Instant {
    return instantAt(addDays(this.#stage.today, -days_ago), time, this.#stage.zone);
  }

  async #book(planned: PlannedBooking, at: Instant): Promise<void> {
    const { services } = this.#stage;
    const { keys, settings, db } = services;
    const resident_id = await this.#personId(planned.resident);
    const person = await findPersonByEmail(db.read, emailOf(planned.resident));
    const slot_id = await this.#findSlotId(planned, at);
    const { offer: offer_id, quantity = 1 } = planned;
    const request = {
      id: newId(),
      resident_id,
      offer_id,
      slot_id,
      quantity,
      contact_phone: person?.phone ?? "",
      note: "",
    };
    const booked = await inTransaction(db, (trx) =>
      requestBooking(trx, request, { keys, origin: settings.origin, locale: "zh-CN" }, at),
    );
    assert(booked.ok, `${planned.resident} books ${offer_id}: ${booked.ok || booked.error}`);
    await this.#pay(planned, booked.value, at);
    await this.#planWhatFollows(planned, booked.value);
  }

  /** The first slot with a free seat, the planned number of days after the booking or later. */
  async #findSlotId({ offer, slot_in_days, quantity = 1 }: PlannedBooking, at: Instant): Promise<string | null> {
    if (slot_in_days === undefined) return null;
    const slots = await listSlots(this.#stage.services.db.read, offer, addMs(at, slot_in_days * DAY_MS - 12 * HOUR_MS));
    const slot = slots.find(({ capacity, held, sold }) => capacity - held - sold >= quantity);
    assert(slot, `a slot of ${offer} is free`);
    return slot.id;
  }

  async #pay({ payment }: PlannedBooking, booking: Booking, at: Instant): Promise<void> {
    if (payment === "nothing") return;
    const { services, processor } = this.#stage;
    const row = await findOpeningOutboxRow(services.db.read, booking.id);
    assert(row, "a booking that costs something opens a checkout");
    assert((await openCheckout(services, row, at)).ok, "the simulator opens a checkout");
    const checkout = await findLatestCheckout(services.db.read, booking.id);
    assert(checkout?.session_id, "an open checkout has its session");
    if (payment === "never") return;
    if (payment === "declined-first") await processor.pay(checkout.session_id, "declined");
    if (payment === "alipay" || payment === "wechat_pay")
      await processor.pay(checkout.session_id, "wallet-later", payment);
    else await processor.pay(checkout.session_id, "card");
  }

  async #planWhatFollows(planned: PlannedBooking, booking: Booking): Promise<void> {
    if (planned.cancelled) this.#add(this.#instantOf(planned.cancelled), (at) => this.#cancel(booking, at));
    const comes_at = planned.cancelled ? undefined : await this.#arrival(planned, booking);
    if (comes_at && comes_at < this.#instantOf([1, LAST_ACT])) {
      this.#add(comes_at, (at) => this.#redeem(planned, booking, at));
    }
  }

  /** When the resident stands at the counter: shortly before a slot, or as planned on a day on which the shop opens. */
  async #arrival(planned: PlannedBooking, { merchant_id, terms_json }: Booking): Promise<Instant | undefined> {
    const { starts_at } = parseBookingTerms(terms_json);
    if (starts_at !== null) return planned.payment === "never" ? undefined : addMs(starts_at, -EARLY_ARRIVAL_MS);
    if (!planned.redeemed) return undefined;
    const merchant = await findMerchant(this.#stage.services.db.read, merchant_id);
    const open_weekdays = openingWeekdays(merchant?.opening_hours ?? "");
    assert(open_weekdays && open_weekdays.length > 0, `${merchant_id} has opening hours`);
    let [days_ago, time] = planned.redeemed;
    while (!open_weekdays.includes(weekdayOf(addDays(this.#stage.today, -days_ago)))) days_ago -= 1;
    return this.#instantOf([days_ago, time]);
  }

  async #cancel({ id: booking_id, resident_id }: Booking, at: Instant): Promise<void> {
    const cancelled = await inTransaction(this.#stage.services.db, (trx) =>
      cancelBooking(trx, { booking_id, resident_id }, at),
    );
    assert(cancelled.ok, `a booking is cancelled: ${cancelled.ok || cancelled.error}`);
  }

  async #redeem({ redeemed_count, offer, aftermath }: PlannedBooking, booking: Booking, at: Instant): Promise<void> {
    const { db, keys } = this.#stage.services;
    const { merchant_id } = booking;
    const cashier_id = await this.#cashierOf(merchant_id);
    const vouchers = await listVouchers(db.read, booking.id);
    for (const [index, voucher] of vouchers.slice(0, redeemed_count).entries()) {
      const ordinal = voucher.redemption_count + 1;
      const redemption = { voucher_id: voucher.id, ordinal, merchant_id, cashier_id };
      const served_at = addMs(at, index * 20 * SECOND_MS);
      const redeemed = await inTransaction(db, (trx) => redeemVoucher(trx, redemption, keys.voucher_key, served_at));
      assert(redeemed.ok, `${offer} is redeemed: ${redeemed.ok || redeemed.error}`);
    }
    const [first] = vouchers;
    if (aftermath && first) {
      const used = {
        booking_id: booking.id,
        voucher_id: first.id,
        resident_id: booking.resident_id,
        merchant_id,
        cashier_id,
      };
      for (const { after_ms, run } of aftermathActs(this.#stage, used, aftermath)) this.#add(addMs(at, after_ms), run);
    }
  }

  async #personId(key: string): Promise<string> {
    return findSeededPerson(this.#stage.services.db.read, key);
  }

  /** The cashier of a shop, or its owner where nobody else stands at the counter. */
  async #cashierOf(merchant_id: string): Promise<string> {
    const name = merchant_id.split("-")[0];
    const { read } = this.#stage.services.db;
    const person =
      (await findPersonByEmail(read, emailOf(`cashier-${name}`))) ??
      (await findPersonByEmail(read, emailOf(`owner-${name}`)));
    assert(person, `${merchant_id} has somebody at the counter`);
    return person.id;
  }
}
