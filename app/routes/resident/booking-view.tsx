import { useTranslations } from "use-intl";
import type { BookingState } from "#db/schema/bookings";
import type { BookingTerms } from "~/bookings/booking";
import { Button, ButtonLink } from "~/components/button";
import { MoneyText } from "~/components/money-text";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Section } from "~/components/page";
import { TermList } from "~/components/term-list";
import { formatMoney } from "~/kernel/money";
import { termItems } from "~/offers/offer-terms";
import type { ShownRefund } from "./refund-timeline-view";

export interface ShownBooking {
  id: string;
  state: BookingState;
  close_reason: string | null;
  offer_id: string;
  quantity: number;
  gross_minor: number;
  is_paid: boolean;
  booked: string;
  hold_until: string;
  valid_until: string | null;
  slot: string | null;
}

interface BookingStatusProps {
  booking: ShownBooking;
  refunds: readonly ShownRefund[];
  is_checking: boolean;
  /** Who looks into the payment. */
  hold: "disputed" | "reviewed" | null;
  /** What the card's bank gave back itself. */
  charged_back_minor: number;
  notice: "not-cancellable" | "deadline-over" | "disputed" | "stripe-unavailable" | "checkout-refused" | undefined;
}

/** Where the booking stands, in words, with the one next thing to do. */
export function BookingStatus({ booking, refunds, is_checking, hold, charged_back_minor, notice }: BookingStatusProps) {
  const t = useTranslations("voucher");
  const notice_text = useTranslations("voucher.notices");
  const surplus = refunds.find((refund) => refund.reason === "surplus");
  return (
    <div className="grid gap-3" data-booking-state={booking.state} data-hold={hold ?? undefined}>
      {notice ? <Notice tone="warning">{notice_text(notice)}</Notice> : null}
      {surplus ? <SurplusNotice surplus={surplus} has_seat={booking.is_paid} /> : null}
      {hold ? (
        <Notice tone="warning" title={t(`${hold}_title`)}>
          {t(`${hold}_text`)}
        </Notice>
      ) : null}
      {is_checking ? (
        <Notice title={t("checking_title")}>{t("checking_text")}</Notice>
      ) : (
        <StateNotice booking={booking} charged_back_minor={charged_back_minor} />
      )}
    </div>
  );
}

/** Money that came for nothing: the seat was gone, or it was paid a second time. Done is said only when it is done. */
function SurplusNotice({ surplus, has_seat }: { surplus: ShownRefund; has_seat: boolean }) {
  const t = useTranslations("voucher");
  const amount = formatMoney(surplus.amount_minor);
  const is_back = surplus.state === "succeeded" || surplus.is_paid_otherwise;
  return (
    <Notice tone="warning" title={has_seat ? t("paid_twice_title") : t("surplus_title")}>
      {is_back ? t("surplus_returned", { amount }) : t("surplus_text", { amount })}
    </Notice>
  );
}

function StateNotice({ booking, charged_back_minor }: { booking: ShownBooking; charged_back_minor: number }) {
  const t = useTranslations("voucher");
  const again = (
    <ButtonLink href={`/offers/${booking.offer_id}`} variant="secondary">
      {t("again")}
    </ButtonLink>
  );
  switch (booking.state) {
    case "held":
      return (
        <Notice tone="warning" title={t("held_title")} action={<PayForm booking_id={booking.id} />}>
          {t("held_text", { time: booking.hold_until })}
        </Notice>
      );
    case "paying":
      return <Notice title={t("paying_title")}>{t("paying_text")}</Notice>;
    case "expired":
      return (
        <Notice tone="warning" title={t("expired_title")} action={again}>
          {t("expired_text")}
        </Notice>
      );
    case "cancelled":
    case "refunded":
      return (
        <Notice title={booking.state === "refunded" ? t("refunded_title") : t("cancelled_title")} action={again}>
          {booking.close_reason === "left-checkout" ? t("left_text") : null}
          {booking.close_reason === "payment-failed" ? t("failed_text") : null}
          {booking.close_reason === "charged-back" ? <ChargedBackText amount_minor={charged_back_minor} /> : null}
          {booking.close_reason === "voucher-expired" ? t("voucher_expired_text") : null}
        </Notice>
      );
    case "paid":
    case "redeemed":
    case "settled":
      return null;
  }
}

/** The bank took the payment back: the money is with the cardholder, or was won back and waits for a person. */
function ChargedBackText({ amount_minor }: { amount_minor: number }) {
  const t = useTranslations("voucher");
  return amount_minor > 0 ? t("charged_back_text", { amount: formatMoney(amount_minor) }) : t("charged_back_won_text");
}

function PayForm({ booking_id }: { booking_id: string }) {
  const t = useTranslations("voucher");
  return (
    <div className="flex flex-wrap gap-3">
      <form method="post" action={`/me/bookings/${booking_id}/pay`} data-action="pay">
        <Button>{t("pay")}</Button>
      </form>
      <form method="post" action={`/me/bookings/${booking_id}/leave-checkout`} data-action="give-up">
        <Button variant="quiet">{t("give_up")}</Button>
      </form>
    </div>
  );
}

/** The facts of the order and the rules it was made under. */
export function BookingFacts({ booking, terms }: { booking: ShownBooking; terms: BookingTerms }) {
  const t = useTranslations("voucher");
  const counted = useTranslations("bookings");
  const state_name = useTranslations("bookings.states");
  const amount = booking.gross_minor > 0 ? <MoneyText amount_minor={booking.gross_minor} /> : t("free");
  const items = [
    { term: t("state"), details: state_name(booking.state) },
    ...(booking.slot ? [{ term: t("slot"), details: booking.slot }] : []),
    { term: t("where"), details: <OwnText written={terms.merchant_address_zh} english={terms.merchant_address_en} /> },
    {
      term: t("phone"),
      details: (
        <a href={`tel:${terms.merchant_phone}`} className="link inline-flex min-h-touch items-center">
          {terms.merchant_phone}
        </a>
      ),
    },
    {
      term: t("amount"),
      details: (
        <>
          {amount} · {counted("quantity", { count: booking.quantity })}
        </>
      ),
    },
    { term: t("booked_at"), details: booking.booked },
    { term: t("reference"), details: <span className="tnum break-all text-sm">{booking.id}</span> },
  ];
  return (
    <>
      <Section title={t("heading")}>
        <TermList items={items} />
      </Section>
      <Section title={t("rules")}>
        <TermList items={termItems(terms.terms)} />
      </Section>
    </>
  );
}

interface CancelSectionProps {
  booking_id: string;
  cancel: { amount_minor: number; until: string; is_over: boolean };
}

/** Giving back: what comes back and until when, before the one button. */
export function CancelSection({ booking_id, cancel }: CancelSectionProps) {
  const t = useTranslations("voucher");
  if (cancel.is_over) {
    return (
      <Section title={t("cancel")}>
        <p>{t("cancel_over", { time: cancel.until })}</p>
      </Section>
    );
  }
  return (
    <Section title={t("cancel")}>
      <p>{t("cancel_until", { time: cancel.until })}</p>
      <details className="mt-2">
        <summary className="link inline-flex min-h-touch cursor-pointer items-center">{t("cancel")}</summary>
        <p className="my-3">
          {cancel.amount_minor > 0 ? t("cancel_text", { amount: formatMoney(cancel.amount_minor) }) : t("cancel_free")}
        </p>
        <form method="post" action={`/me/bookings/${booking_id}/cancel`} data-action="cancel">
          <Button variant="danger">{t("cancel_confirm")}</Button>
        </form>
      </details>
    </Section>
  );
}
