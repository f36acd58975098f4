import { randomUUID } from "node:crypto";
import { data, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import type { OfferTable } from "#db/schema/offers";
import { findPolicyFor } from "~/alliance/alliance.queries.server";
import { type Booking, findBooking } from "~/bookings/bookings.queries.server";
import { type BookingRefusal, type BookingRequest, requestBooking } from "~/bookings/request-booking.server";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { splitOf } from "~/fund/contribution";
import { type Instant, instant } from "~/kernel/instant";
import { isSoldOut } from "~/offers/is-sold-out.server";
import { findOffer, findSlot, listNearestFreeSlots } from "~/offers/offers.queries.server";
import { reachCheckout } from "~/payments/reach-checkout.server";
import { inTransaction } from "~/platform/database.server";
import { type FormReply, refusedForm } from "../form.server";
import { guardedAction, guardedLoader, type MemberVisit, requireFound, type Visit } from "../guard.server";
import { countTry, limitedForm } from "../rate-limits.server";
import { BookingForm } from "./booking-form-view";

const NEAREST_COUNT = 3;

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("public/book-offer", async (visit) => {
  const { services, request, params, url, community, t, now, person } = visit;
  const { read } = services.db;
  const offer = requireFound(await findOffer(read, params.id ?? ""));
  const slot = await findSlotOf(visit, offer.id, url.searchParams.get("slot"));
  if (!isAfterRefusal(request)) {
    if (offer.is_listed === 0) throw redirect(`/offers/${offer.id}`);
    if (offer.kind === "slot" && !slot) throw redirect(`/offers/${offer.id}#slots`);
  }
  const policy = await findPolicyFor(read, offer, community.zone, now);
  return {
    title: t("booking_form.page_title"),
    id: randomUUID(),
    offer: { ...offer, search_text: "" },
    slot,
    fund_minor: policy && offer.price_minor > 0 ? splitOf(offer.price_minor, policy).fund_minor : 0,
    contact_phone: person.phone ?? "",
  };
});

/** A refused form's page is read as a GET that still carries the form's content type: its refusal must be shown. */
function isAfterRefusal(request: Request): boolean {
  return request.headers.has("content-type");
}

async function findSlotOf({ services, dates }: Pick<Visit, "services" | "dates">, offer_id: string, id: string | null) {
  const slot = id ? await findSlot(services.db.read, id) : undefined;
  return slot?.offer_id === offer_id ? { id: slot.id, text: slotText(dates, slot) } : undefined;
}

function slotText(dates: Visit["dates"], slot: { starts_at: string; ends_at: string }): string {
  return `${dates.dayTime(instant(slot.starts_at))}–${dates.time(instant(slot.ends_at))}`;
}

export const action = guardedAction("public/book-offer", async (visit) => {
  const { readForm, services, params, person, t, now, locale } = visit;
  const offer = requireFound(await findOffer(services.db.read, params.id ?? ""));
  const form = readForm();
  if (!form.ok) return refused(visit, form.reply, 422);
  const booking_request = { ...form.value, resident_id: person.id, offer_id: offer.id };
  if (await isSoldOutAtSight(visit, offer, booking_request)) return refuse(visit, booking_request, "sold-out");
  const limited = await countTry(visit, [["bookings_per_account", person.id]]);
  if (limited) return refused(visit, limitedForm(booking_request, limited, visit), 429);
  const { keys, settings } = services;
  const requested = await inTransaction<Booking, BookingRefusal>(services.db, (trx) =>
    requestBooking(trx, booking_request, { keys, origin: settings.origin, locale }, now),
  );
  if (!requested.ok) return refuse(visit, booking_request, requested.error);
  if (requested.value.state !== "held") return redirect(`/me/bookings/${requested.value.id}`, 303);
  return sendToCheckout(visit, requested.value, refusedForm(booking_request, "stripe_unavailable", t));
});

type Shown = Pick<OfferTable, "is_listed" | "revision">;

/** Sold out, and nothing else to be said first: an order sent a second time, or an offer that changed meanwhile. */
async function isSoldOutAtSight({ services, now }: MemberVisit, offer: Shown, wanted: BookingRequest) {
  const { read } = services.db;
  if (offer.is_listed === 0 || (wanted.revision ?? offer.revision) !== offer.revision) return false;
  return (await isSoldOut(read, wanted, now)) && !(await findBooking(read, wanted.id));
}

/** The form again, for the slot that was asked for, also where only the body named it. */
async function refused(visit: MemberVisit, reply: FormReply, status: number, more: Partial<Refused> = {}) {
  const slot = await findSlotOf(visit, visit.params.id ?? "", reply.values.slot_id ?? null);
  const answer: Refused = { reply, slot, ...more };
  if (status === 503) visit.context.setHeader("retry-after", "5");
  return data(answer, { status });
}

async function sendToCheckout(visit: MemberVisit, booking: Booking, reply: FormReply) {
  const { services, now } = visit;
  const opened = await reachCheckout(services, booking.id, now);
  if (opened.ok) return redirect(opened.value, 303);
  return refused(visit, reply, 503);
}

/** The form again, with what stands in the way; sold out comes with the nearest free slots. */
async function refuse(
  visit: MemberVisit,
  booking: { offer_id: string; slot_id: string | null; quantity: number },
  error: BookingRefusal,
) {
  const { t } = visit;
  const reply = refusedForm(booking, error.replaceAll("-", "_"), t);
  switch (error) {
    case "offer-closed":
    case "offer-changed":
    case "sold-out":
    case "quota-used":
    case "too-many-seats":
    case "too-many-unpaid":
    case "slot-closed":
    case "id-taken":
      return refused(visit, reply, 409, { refusal: error, nearest: await listNearest(visit, booking) });
    case "slot-needed":
      return refused(visit, reply, 422);
    case "quantity-too-large": {
      const offer = requireFound(await findOffer(visit.services.db.read, booking.offer_id));
      reply.errors = { quantity: [t("errors.quantity_too_large", { count: offer.max_quantity })] };
      return refused(visit, reply, 422);
    }
  }
}

async function listNearest(
  { services, dates, now }: MemberVisit,
  wanted: { offer_id: string; slot_id: string | null; quantity: number },
) {
  const slot = wanted.slot_id === null ? undefined : await findSlot(services.db.read, wanted.slot_id);
  if (!slot) return [];
  const wanted_at: Instant = instant(slot.starts_at);
  const seats = { offer_id: wanted.offer_id, wanted_at, seat_count: wanted.quantity };
  const nearest = await listNearestFreeSlots(services.db.read, seats, NEAREST_COUNT, now);
  return nearest.map((each) => ({
    id: each.id,
    text: slotText(dates, each),
    left: each.capacity - each.held - each.sold,
  }));
}

type Refused = {
  reply: FormReply;
  slot?: { id: string; text: string } | undefined;
  refusal?: BookingRefusal;
  nearest?: { id: string; text: string; left: number }[];
};

export default function BookOffer() {
  const page = useLoaderData<typeof loader>();
  const answer: Refused | undefined = useActionData<typeof action>();
  const t = useTranslations("booking_form");
  return (
    <Page width="form">
      <PageTitle lead={<OwnText written={page.offer.title_zh} english={page.offer.title_en} />}>
        {t("heading")}
      </PageTitle>
      <BookingForm
        {...page}
        slot={answer?.slot ?? page.slot}
        reply={answer?.reply}
        refusal={answer?.refusal}
        nearest={answer?.nearest ?? []}
      />
    </Page>
  );
}
