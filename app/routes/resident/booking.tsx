import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { cancellableUntil, isUnpaid, parseBookingTerms } from "~/bookings/booking";
import { type Booking, findBookingOf, listVouchers } from "~/bookings/bookings.queries.server";
import { isDisputed, isUnderReview } from "~/bookings/disputes.queries.server";
import { cardArrivalDay } from "~/bookings/refund-arrival";
import { listRefunds, listWaitingRefundPayments, type Refund } from "~/bookings/refunds.queries.server";
import { voucherCode, voucherToken } from "~/bookings/voucher-secrets.server";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { listReceiptsOfVouchers } from "~/fund/fund.queries.server";
import { applyCheckout } from "~/jobs/apply-checkout.server";
import { startOfDay } from "~/kernel/calendar-day";
import { addMs, type Instant, instant } from "~/kernel/instant";
import { sumMinor } from "~/kernel/money";
import { ownText } from "~/messages/own-text";
import { readCheckout } from "~/payments/read-checkout.server";
import { guardedLoader, type MemberVisit, requireFound } from "../guard.server";
import { listAfterUse } from "./after-use.server";
import { AfterUseSections } from "./after-use-view";
import { BookingFacts, BookingStatus, CancelSection } from "./booking-view";
import { RefundTimeline, type ShownRefund } from "./refund-timeline-view";
import { VoucherTickets } from "./voucher-tickets-view";

/** How often the page looks again for a payment that is being confirmed. */
const LOOKS_LIMIT_COUNT = 15;

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data?.title ?? "" },
  ...(data?.refresh ? [{ httpEquiv: "refresh", content: data.refresh }] : []),
];

export const loader = guardedLoader("resident/booking", async (visit) => {
  const { services, person, params, url, t, dates, now, locale } = visit;
  const { read } = services.db;
  const id = params.id ?? "";
  const before = requireFound(await findBookingOf(read, person.id, id));
  const session_id = url.searchParams.get("session_id");
  if (session_id && isUnpaid(before.state)) await fulfil(visit, id, session_id);
  const booking = requireFound(await findBookingOf(read, person.id, id));
  const terms = parseBookingTerms(booking.terms_json);
  const vouchers = await listTickets(visit, booking);
  const refunds = await listRefunds(read, id);
  const payments = await listWaitingRefundPayments(read);
  const cancellable_until = booking.valid_until === null ? undefined : cancellableUntil(terms, booking.valid_until);
  const unused = vouchers.filter((voucher) => voucher.state === "issued");
  return {
    title: t("voucher.page_title", { title: ownText(locale, terms.title_zh, terms.title_en).text }),
    notice: noticeOf(url.searchParams.get("notice")),
    is_disputed: (await isDisputed(read, id)) || (await isUnderReview(read, id)),
    is_checking: session_id !== null && booking.state === "held",
    refresh: session_id !== null && booking.state === "held" ? nextLook(url) : undefined,
    booking: {
      id,
      state: booking.state,
      close_reason: booking.close_reason,
      offer_id: booking.offer_id,
      quantity: booking.quantity,
      gross_minor: booking.gross_minor,
      is_paid: booking.paid_at !== null,
      booked: dates.full(instant(booking.created_at)),
      hold_until: dates.time(instant(booking.hold_until)),
      valid_until: booking.valid_until && dates.date(lastMomentBefore(instant(booking.valid_until))),
      slot: terms.starts_at && terms.ends_at ? `${dates.dayTime(terms.starts_at)}–${dates.time(terms.ends_at)}` : null,
    },
    terms,
    vouchers,
    refunds: refunds.filter(isShown).map((refund) => ({
      ...shownRefund(visit, refund),
      is_payment_waiting: payments.some(({ refund_id }) => refund_id === refund.id),
    })),
    used: await listAfterUse(visit, booking),
    cancel:
      booking.state === "paid" && cancellable_until
        ? {
            amount_minor: sumMinor(unused.map((voucher) => voucher.paid_minor)),
            until: untilText(visit, cancellable_until),
            is_over: now >= cancellable_until,
          }
        : null,
  };
});

/** Looks again every two seconds for half a minute, and says so in the address. */
function nextLook(url: URL): string | undefined {
  const look_count = Number(url.searchParams.get("looked") ?? "0") + 1;
  if (!(look_count <= LOOKS_LIMIT_COUNT)) return undefined;
  const next = new URL(url);
  next.searchParams.set("looked", String(look_count));
  return `2;url=${next.pathname}${next.search}`;
}

/** "before midnight of the 4th" is "on the 3rd" to people. */
function lastMomentBefore(end: Instant): Instant {
  return addMs(end, -1);
}

function untilText({ dates, t }: MemberVisit, until: Instant): string {
  const is_midnight = dates.time(until) === "00:00";
  return is_midnight
    ? t("voucher.until_day", { day: dates.date(lastMomentBefore(until)) })
    : t("voucher.until_time", { time: dates.dayTime(until) });
}

/** A failed refund that was asked for again is told by the one in its place. */
function isShown({ resolved_at, resolution }: Refund): boolean {
  return resolved_at === null || resolution === "paid-otherwise";
}

/** What a refund's line shows. One that has not left yet is counted from now on. */
function shownRefund({ dates, community, now }: MemberVisit, refund: Refund): Omit<ShownRefund, "is_payment_waiting"> {
  const { id, reason, state, amount_minor, requested_at, finished_at, resolution } = refund;
  const sent_at = state === "requested" ? now : instant(finished_at ?? requested_at);
  return {
    id,
    reason,
    state,
    amount_minor,
    asked: dates.dayTime(instant(requested_at)),
    finished: finished_at && dates.dayTime(instant(finished_at)),
    card_by: dates.day(startOfDay(cardArrivalDay(sent_at, community.zone), community.zone)),
    is_paid_otherwise: resolution === "paid-otherwise",
  };
}

/** The way back from the pay page: the session itself is read and goes through the same door as the webhook. */
async function fulfil({ services, context, now }: MemberVisit, booking_id: string, session_id: string): Promise<void> {
  if (!/^cs_\w{1,200}$/.test(session_id)) return;
  try {
    const fact = await readCheckout(services.stripe, session_id);
    if (fact?.reference === booking_id) await applyCheckout(services, fact, now);
    context.worker.wake();
  } catch (error) {
    // Stripe may be down for a moment: the page says "being confirmed", the webhook and the worker bring the rest
    services.log.warn({ request_id: context.request_id, reason: String(error) }, "the checkout could not be read yet");
  }
}

/** Vouchers with everything their tickets show. Codes are derived for their owner's eyes, never stored. */
async function listTickets({ services, dates, now }: MemberVisit, booking: Booking) {
  const { keys, settings, db } = services;
  const vouchers = await listVouchers(db.read, booking.id);
  const receipts = await listReceiptsOfVouchers(
    db.read,
    vouchers.map((voucher) => voucher.id),
  );
  return vouchers.map((voucher) => {
    const receipt = receipts.find((each) => each.voucher_id === voucher.id);
    const is_expired = voucher.state === "issued" && booking.valid_until !== null && booking.valid_until <= now;
    return {
      id: voucher.id,
      ordinal: voucher.ordinal,
      state: is_expired ? ("expired" as const) : voucher.state,
      paid_minor: voucher.gross_minor,
      code: voucherCode(keys.voucher_key, voucher),
      url: `${settings.origin}/merchant/redeem?t=${voucherToken(keys.voucher_key, voucher)}`,
      used: voucher.redeemed_at && dates.dayTime(instant(voucher.redeemed_at)),
      receipt: receipt && { code: receipt.code, fund_minor: receipt.fund_minor, state: receipt.state },
    };
  });
}

const NOTICES = ["not-cancellable", "deadline-over", "disputed", "stripe-unavailable", "checkout-refused"] as const;

function noticeOf(text: string | null): (typeof NOTICES)[number] | undefined {
  return NOTICES.find((notice) => notice === text);
}

export default function BookingPage() {
  const page = useLoaderData<typeof loader>();
  return (
    <Page width="reading">
      <PageTitle lead={<OwnText written={page.terms.merchant_name_zh} english={page.terms.merchant_name_en} />}>
        <OwnText written={page.terms.title_zh} english={page.terms.title_en} />
      </PageTitle>
      <BookingStatus {...page} />
      <VoucherTickets {...page} />
      <AfterUseSections booking_id={page.booking.id} quantity={page.booking.quantity} used={page.used} />
      {page.refunds.length > 0 ? <RefundTimeline refunds={page.refunds} /> : null}
      <BookingFacts {...page} />
      {page.cancel ? <CancelSection booking_id={page.booking.id} cancel={page.cancel} /> : null}
    </Page>
  );
}
