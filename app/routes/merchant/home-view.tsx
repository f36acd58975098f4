import { useTranslations } from "use-intl";
import { RowList } from "~/components/list-row";
import { MoneyText } from "~/components/money-text";
import { OwnText } from "~/components/own-text";
import { Tag } from "~/components/tag";
import { SumLine, TotalLine } from "~/components/total-line";
import type { Bilingual } from "~/messages/own-text";
import { ContactPhone } from "./contact-phone";

interface TodaysBooking {
  id: string;
  time: string;
  title: Bilingual;
  holder: string;
  contact: { phone: string; note: string } | null;
  headcount: number;
  redeemed_count: number;
}

/** Who comes today, in the order of the clock. */
export function TodaysBookings({ bookings }: { bookings: readonly TodaysBooking[] }) {
  const t = useTranslations("counter");
  if (bookings.length === 0) return <p className="text-ink-2">{t("today_empty")}</p>;
  return (
    <RowList label={t("today", { count: bookings.length })}>
      {bookings.map((booking) => (
        <li key={booking.id} className="flex min-h-row flex-wrap items-baseline gap-x-4 gap-y-0.5 py-2.5">
          <span className="tnum shrink-0 font-semibold">{booking.time}</span>
          <span className="min-w-0 flex-1 basis-40">
            <OwnText {...booking.title} />
            <span className="block text-sm text-ink-3">
              <OwnText written={booking.holder} /> · {t("people", { count: booking.headcount })}
              {booking.contact ? (
                <>
                  {" · "}
                  <ContactPhone phone={booking.contact.phone} />
                </>
              ) : null}
            </span>
            {booking.contact?.note ? (
              <span className="block text-sm break-words">
                <NoteOf note={booking.contact.note} />
              </span>
            ) : null}
          </span>
          <ArrivalTag headcount={booking.headcount} redeemed_count={booking.redeemed_count} />
        </li>
      ))}
    </RowList>
  );
}

function NoteOf({ note }: { note: string }) {
  const t = useTranslations("counter");
  return t.rich("note_of", { note, own: () => <OwnText written={note} /> });
}

function ArrivalTag({ headcount, redeemed_count }: { headcount: number; redeemed_count: number }) {
  const t = useTranslations("counter");
  if (redeemed_count === 0) return <Tag tone="waiting">{t("not_yet")}</Tag>;
  if (redeemed_count < headcount) return <Tag tone="info">{t("partly", { count: redeemed_count })}</Tag>;
  return <Tag tone="good">{t("served")}</Tag>;
}

/** What the alliance owes the shop: what can still be contested, and what is to be paid. */
export function OwedSums({
  waiting_minor,
  due_minor,
  sent_minor,
}: Record<`${"waiting" | "due" | "sent"}_minor`, number>) {
  const t = useTranslations("counter");
  return (
    <>
      <SumLine
        label={t("owed_waiting")}
        amount={<MoneyText amount_minor={waiting_minor} />}
        note={t("owed_waiting_note")}
      />
      <SumLine label={t("owed_due")} amount={<MoneyText amount_minor={due_minor} />} note={t("owed_due_note")} />
      <SumLine label={t("owed_sent")} amount={<MoneyText amount_minor={sent_minor} />} note={t("owed_sent_note")} />
      <TotalLine
        label={t("owed_total")}
        amount={<MoneyText amount_minor={waiting_minor + due_minor + sent_minor} size="lg" />}
        note={t("owed_no_payouts")}
      />
    </>
  );
}
