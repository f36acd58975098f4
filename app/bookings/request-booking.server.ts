import type { BookingTable } from "#db/schema/bookings";
import type { OfferTable } from "#db/schema/offers";
import { findMerchant, findPolicyFor, getCommunity } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import { addMs, type Instant, instant } from "~/kernel/instant";
import { minor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import type { Locale } from "~/messages/locale";
import { lockOfferTerms } from "~/offers/lock-offer-terms.server";
import { cancellationDeadline, latestSlotStart, parseTerms } from "~/offers/offer";
import { findOffer, findSlot } from "~/offers/offers.queries.server";
import { takeCapacity } from "~/offers/take-capacity.server";
import { CHECKOUT_LIFETIME_MS, RELEASE_GRACE_MS } from "~/payments/checkout";
import { installationName } from "~/payments/installation-name.server";
import { queueCheckout } from "~/payments/queue-checkout.server";
import type { Trx } from "~/platform/database.server";
import { lockName } from "~/platform/lock-name.server";
import type { Keys } from "~/platform/singletons.server";
import { type BookingTerms, UNPAID_LIMIT_COUNT } from "./booking";
import { type Booking, findBooking } from "./bookings.queries.server";
import { countUnpaid, insertBooking } from "./bookings.store.server";
import { issueFreeVouchers } from "./issue-free-vouchers.server";

/**
 * `id` comes from the form, so that sending it twice is one booking. `slot_id` is null for vouchers. `revision` is the
 * one of the offer that the form showed, where it showed one.
 */
export type BookingRequest = {
  id: string;
  resident_id: string;
  offer_id: string;
  slot_id: string | null;
  quantity: number;
  contact_phone: string;
  note: string;
  revision?: number | undefined;
};

export type BookingRefusal =
  | "offer-closed"
  | "offer-changed"
  | "slot-needed"
  | "slot-closed"
  | "quantity-too-large"
  | "sold-out"
  | "quota-used"
  | "too-many-seats"
  | "too-many-unpaid"
  | "id-taken";

/**
 * Claims seats for a resident. A free offer is confirmed at once; otherwise the seats are held and a checkout is
 * queued in the same transaction, to be opened after commit.
 */
export async function requestBooking(
  trx: Trx,
  request: BookingRequest,
  { keys, origin, locale }: { keys: Keys; origin: string; locale: Locale },
  now: Instant,
): Promise<Result<Booking, BookingRefusal>> {
  await lockName(trx, `booking:${request.id}`);
  const known = await findBooking(trx, request.id);
  if (known) return known.resident_id === request.resident_id ? ok(known) : failure("id-taken");
  const offered = await findOfferedTerms(trx, request, now);
  if (!offered.ok) return offered;
  const { offer, terms } = offered.value;
  const is_free = offer.price_minor === 0;
  const taken = await takeCapacity(trx, request, is_free ? "sold" : "held");
  if (!taken.ok) return taken;
  if (!is_free && !(await countUnpaid(trx, request.resident_id, 1, UNPAID_LIMIT_COUNT)))
    return failure("too-many-unpaid");
  const { currency } = await getCommunity(trx);
  const { revision: _shown, ...claim } = request;
  const booking: BookingTable = {
    ...claim,
    is_quota_counted: taken.value,
    merchant_id: offer.merchant_id,
    state: "held",
    unit_price_minor: offer.price_minor,
    gross_minor: minor(offer.price_minor * request.quantity),
    // the price of a slot nobody came to stays with its merchant where the terms say so before paying
    is_no_show_kept: !is_free && terms.is_no_show_kept && request.slot_id !== null ? 1 : 0,
    currency,
    terms_json: JSON.stringify(terms),
    created_at: now,
    hold_until: addMs(now, CHECKOUT_LIFETIME_MS + RELEASE_GRACE_MS),
    paid_at: null,
    valid_until: null,
    charge_id: null,
    policy_json: null,
    refunded_minor: 0,
    closed_at: null,
    close_reason: null,
  };
  await insertBooking(trx, booking);
  if (is_free) return ok(await issueFreeVouchers(trx, booking, keys, now));
  const { unit_price_minor, quantity } = booking;
  const price = { unit_price_minor, quantity, currency };
  await queueCheckout(
    trx,
    { reference: booking.id, attempt: 1, ...price, origin, env: installationName(keys), locale },
    now,
  );
  return ok(booking);
}

async function findOfferedTerms(trx: Trx, request: BookingRequest, now: Instant) {
  // nobody is charged under terms they did not see: what is read from here on stays until this booking is written
  await lockOfferTerms(trx, request.offer_id);
  const offer = await findOffer(trx, request.offer_id);
  if (!offer?.is_listed) return failure("offer-closed");
  if (request.revision !== undefined && request.revision !== offer.revision) return failure("offer-changed");
  if (request.quantity > offer.max_quantity) return failure("quantity-too-large");
  if (offer.price_minor > 0 && !(await hasPolicy(trx, offer, now))) return failure("offer-closed");
  const merchant = await findMerchant(trx, offer.merchant_id);
  assert(merchant, "an offer has a merchant");
  const slot = request.slot_id === null ? undefined : await findSlot(trx, request.slot_id);
  if (offer.kind === "slot" && !slot) return failure("slot-needed");
  if (slot && !isSlotOpen(slot, offer.id, now)) return failure("slot-closed");
  const starts_at = slot ? instant(slot.starts_at) : null;
  const terms: BookingTerms = {
    kind: offer.kind,
    price_type: offer.price_type,
    category_id: offer.category_id,
    title_zh: offer.title_zh,
    title_en: offer.title_en,
    merchant_name_zh: merchant.name_zh,
    merchant_name_en: merchant.name_en,
    merchant_address_zh: merchant.address_zh,
    merchant_address_en: merchant.address_en,
    merchant_phone: merchant.phone,
    list_price_minor: offer.list_price_minor,
    terms: parseTerms(offer.terms_json),
    valid_days: offer.valid_days,
    cancel_until: starts_at && cancellationDeadline(starts_at, offer.cancel_hours ?? 0),
    is_no_show_kept: offer.is_no_show_kept === 1,
    starts_at,
    ends_at: slot ? instant(slot.ends_at) : null,
  };
  return ok({ offer, terms });
}

/** Nothing is sold whose money could not be split: a share policy must be in force. */
async function hasPolicy(trx: Trx, offer: OfferTable, now: Instant): Promise<boolean> {
  const { zone } = await getCommunity(trx);
  return (await findPolicyFor(trx, offer, zone, now)) !== undefined;
}

/** A slot is open until it begins, and never lies beyond the longest life of a paid booking. */
function isSlotOpen(slot: { offer_id: string; starts_at: string }, offer_id: string, now: Instant): boolean {
  return slot.offer_id === offer_id && slot.starts_at > now && slot.starts_at <= latestSlotStart(now);
}
