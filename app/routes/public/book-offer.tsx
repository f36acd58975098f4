import { randomUUID } from "node:crypto";
import { data, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { findPolicyFor } from "~/alliance/alliance.queries.server";
import { bookingRequestSchema } from "~/bookings/booking-request.schema";
import type { Booking } from "~/bookings/bookings.queries.server";
import { type BookingRefusal, requestBooking } from "~/bookings/request-booking.server";
import { Page, PageTitle } from "~/components/page";
import { splitOf } from "~/fund/contribution";
import { type Instant, instant } from "~/kernel/instant";
import { findOffer, findSlot, listNearestFreeSlots } from "~/offers/offers.queries.server";
import { openCheckout } from "~/payments/open-checkout.server";
import { findLatestCheckout, findOpeningOutboxRow } from "~/payments/payments.queries.server";
import { inTransaction } from "~/platform/database.server";
import { type FormReply, readForm, refusedForm, unprocessable } from "../form.server";
import { guardedAction, guardedLoader, type MemberVisit, requireFound, type Visit } from "../guard.server";
import { BookingForm } from "./booking-form-view";

const NEAREST_COUNT = 3;

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("public/book-offer", async (visit) => {
  const { services, params, url, community, t, dates, now, person } = visit;
  if (!person) throw new Response(null, { status: 401 });
  const { read } = services.db;
  const offer = requireFound(await findOffer(read, params.id ?? ""));
  const slot = await findSlot(read, url.searchParams.get("slot") ?? "");
  if (offer.kind === "slot" && slot?.offer_id !== offer.id) throw redirect(`/offers/${offer.id}#slots`);
  const policy = await findPolicyFor(read, offer, community.zone, now);
  return {
    title: t("booking_form.page_title"),
    id: randomUUID(),
    offer: { ...offer, search_text: "" },
    slot: slot && { id: slot.id, text: slotText(dates, slot) },
    fund_minor: policy && offer.price_minor > 0 ? splitOf(offer.price_minor, policy).fund_minor : 0,
    contact_phone: person.phone ?? "",
  };
});

function slotText(dates: Visit["dates"], slot: { starts_at: string; ends_at: string }): string {
  return `${dates.dayTime(instant(slot.starts_at))}–${dates.time(instant(slot.ends_at))}`;
}

export const action = guardedAction("public/book-offer", async (visit) => {
  const { request, services, params, person, t, now } = visit;
  const form = await readForm(request, bookingRequestSchema, t);
  if (!form.ok) return unprocessable(form.reply);
  const booking_request = { ...form.value, resident_id: person.id, offer_id: params.id ?? "" };
  const { keys, settings } = services;
  const requested = await inTransaction(services.db, (trx) =>
    requestBooking(trx, booking_request, { keys, origin: settings.origin }, now),
  );
  if (!requested.ok) return refuse(visit, booking_request, requested.error);
  if (requested.value.state !== "held") return redirect(`/me/bookings/${requested.value.id}`, 303);
  return sendToCheckout(visit, requested.value, refusedForm(booking_request, "stripe_unavailable", t));
});

async function sendToCheckout({ services, now }: MemberVisit, booking: Booking, reply: FormReply) {
  const known = await findLatestCheckout(services.db.read, booking.id);
  if (known?.state === "open" && known.url) return redirect(known.url, 303);
  const row = await findOpeningOutboxRow(services.db.read, booking.id);
  const opened = row && (await openCheckout(services, row, now));
  if (opened?.ok) return redirect(opened.value, 303);
  return data({ reply }, { status: 503, headers: { "retry-after": "5" } });
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
    case "sold-out":
    case "quota-used":
    case "too-many-seats":
    case "too-many-unpaid":
    case "slot-closed":
    case "id-taken":
      return data({ reply, refusal: error, nearest: await listNearest(visit, booking) }, { status: 409 });
    case "slot-needed":
      return unprocessable(reply);
    case "quantity-too-large": {
      const offer = requireFound(await findOffer(visit.services.db.read, booking.offer_id));
      reply.errors = { quantity: [t("errors.quantity_too_large", { count: offer.max_quantity })] };
      return unprocessable(reply);
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

type Refused = { reply: FormReply; refusal?: BookingRefusal; nearest?: { id: string; text: string; left: number }[] };

export default function BookOffer() {
  const page = useLoaderData<typeof loader>();
  const answer: Refused | undefined = useActionData<typeof action>();
  const t = useTranslations("booking_form");
  return (
    <Page width="form">
      <PageTitle lead={page.offer.title_zh}>{t("heading")}</PageTitle>
      <BookingForm {...page} reply={answer?.reply} refusal={answer?.refusal} nearest={answer?.nearest ?? []} />
    </Page>
  );
}
