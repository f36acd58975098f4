import { useTranslations } from "use-intl";
import { EmptyState } from "~/components/empty-state";
import { Section } from "~/components/page";

interface SlotStripProps {
  offer_id: string;
  days: readonly { day: string; slots: readonly { id: string; time: string; left: number }[] }[];
}

/** The next days with their times; a full one is told, not hidden. */
export function SlotStrip({ offer_id, days }: SlotStripProps) {
  const t = useTranslations("offer");
  const terms = useTranslations("terms");
  return (
    <Section id="slots" title={t("slots")} lead={t("slots_lead")}>
      {days.length === 0 ? <EmptyState title={t("no_slots")}>{t("no_slots_text")}</EmptyState> : null}
      <div className="grid gap-5">
        {days.map(({ day, slots }) => (
          <div key={day}>
            <h3 className="mb-2 font-semibold">{day}</h3>
            <ul className="flex flex-wrap gap-2">
              {slots.map((slot) => (
                <li key={slot.id}>
                  {slot.left > 0 ? (
                    <a
                      href={`/offers/${offer_id}/book?slot=${encodeURIComponent(slot.id)}`}
                      aria-label={t("slot_seats", { time: slot.time, count: slot.left })}
                      className="flex min-h-touch min-w-28 flex-col items-center justify-center rounded-sm border border-line-strong bg-surface px-3 py-1 text-ink no-underline hover:border-qing-600"
                    >
                      <span className="tnum">{slot.time}</span>
                      <span className="text-xs text-qing-700">{terms("seats_left", { count: slot.left })}</span>
                    </a>
                  ) : (
                    <span className="flex min-h-touch min-w-28 flex-col items-center justify-center rounded-sm border border-line bg-sunken px-3 py-1 text-ink-2">
                      <span className="tnum">{slot.time}</span>
                      <span className="text-xs">{terms("sold_out")}</span>
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Section>
  );
}
