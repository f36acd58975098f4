import { type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { findFirstPaidAt } from "~/bookings/bookings.queries.server";
import { rescheduleSlot } from "~/bookings/reschedule-slot.server";
import { type DataColumn, DataTable } from "~/components/data-table";
import { EmptyState } from "~/components/empty-state";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Breadcrumb, Page, PageTitle, Section } from "~/components/page";
import { TextLink } from "~/components/text-link";
import { instantAt } from "~/kernel/calendar-day";
import { type Instant, instant } from "~/kernel/instant";
import { ownText } from "~/messages/own-text";
import { latestSlotStart } from "~/offers/offer";
import { listSlots } from "~/offers/offers.queries.server";
import { inTransaction } from "~/platform/database.server";
import { type FormReply, refused, refusedForm, unprocessable } from "../form.server";
import { guardedAction, guardedLoader, type MemberVisit } from "../guard.server";
import { requireOwnOffer } from "./own-offer.server";
import { MoveSlotForm } from "./slot-form-view";

export const loader = guardedLoader("merchant/slots", async (visit) => {
  const { services, url, t, locale, dates, now } = visit;
  const offer = await requireOwnOffer(visit);
  const slots = await listSlots(services.db.read, offer.id, now);
  const chosen = slots.find(({ id }) => id === url.searchParams.get("slot"));
  const told = url.searchParams.get("told");
  return {
    title: t("shop_slots.page_title", { title: ownText(locale, offer.title_zh, offer.title_en).text }),
    offer: { id: offer.id, title: { written: offer.title_zh, english: offer.title_en } },
    told_count: told !== null && /^\d{1,4}$/.test(told) ? Number(told) : null,
    slots: slots.map(({ id, starts_at, held, sold }) => ({
      id,
      when: dates.dayTime(instant(starts_at)),
      booked_count: held + sold,
    })),
    chosen: chosen && {
      id: chosen.id,
      starts_at: chosen.starts_at,
      when: dates.dayTime(instant(chosen.starts_at)),
      booked_count: chosen.held + chosen.sold,
      latest: dates.dayTime(await latestOf(visit, chosen.id)),
    },
  };
});

/** Moves a slot and tells everybody who is booked on it. Sending it twice is once. */
export const action = guardedAction("merchant/slots", async (visit) => {
  const { services, merchant_id, community, fields, t, dates, now } = visit;
  const offer = await requireOwnOffer(visit);
  const form = visit.readForm();
  if (!form.ok) return unprocessable(form.reply);
  const { day, time, ...named } = form.value;
  const move = { ...named, offer_id: offer.id, merchant_id, starts_at: instantAt(day, time, community.zone) };
  const moved = await inTransaction(services.db, (trx) => rescheduleSlot(trx, move, services.keys, now));
  if (moved.ok) return redirect(`/merchant/offers/${offer.id}/slots?told=${moved.value.told_count}`, 303);
  const { values } = refusedForm(fields, "invalid", t);
  const complain = (field: string, text: string): FormReply => ({ errors: { [field]: [text] }, values });
  switch (moved.error) {
    case "too-far":
      return unprocessable(
        complain("day", t("shop_slots.too_far", { when: dates.dayTime(await latestOf(visit, move.slot_id)) })),
      );
    case "time-past":
      return unprocessable(complain("day", t("shop_slots.time_past")));
    case "time-taken":
      return refused(complain("time", t("shop_slots.time_taken")), 409);
    case "slot-unknown":
      return unprocessable(complain("", t("shop_slots.slot_unknown")));
    case "changed-meanwhile":
      return refused(complain("", t("shop_slots.changed_meanwhile")), 409);
    case "slot-over":
      return refused(complain("", t("shop_slots.slot_over")), 409);
    case "being-paid":
      return refused(complain("", t("shop_slots.being_paid")), 409);
    case "already-served":
      return refused(complain("", t("shop_slots.already_served")), 409);
  }
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Slots() {
  const { offer, slots, chosen, told_count } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("shop_slots");
  const title = <OwnText {...offer.title} />;
  return (
    <Page width="reading">
      <Breadcrumb
        label={t("path")}
        items={[
          { label: t("offers"), href: "/merchant/offers" },
          { label: title, href: `/merchant/offers/${offer.id}` },
          { label: t("title") },
        ]}
      />
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {told_count === null || sent ? null : <Notice tone="success">{t("told", { count: told_count })}</Notice>}
      {chosen || sent ? <MoveSlotForm offer_id={offer.id} chosen={chosen ?? null} reply={sent?.reply ?? null} /> : null}
      <Section title={t("list")}>
        <SlotTable offer_id={offer.id} slots={slots} />
      </Section>
    </Page>
  );
}

type ShownSlot = { id: string; when: string; booked_count: number };

function SlotTable({ offer_id, slots }: { offer_id: string; slots: readonly ShownSlot[] }) {
  const t = useTranslations("shop_slots");
  if (slots.length === 0) return <EmptyState title={t("empty")}>{t("empty_why")}</EmptyState>;
  const href = (id: string) => `/merchant/offers/${offer_id}/slots?slot=${encodeURIComponent(id)}`;
  const columns: DataColumn<ShownSlot>[] = [
    { id: "when", header: t("when"), isRowHeader: true, cell: ({ when }) => when },
    {
      id: "booked",
      header: t("booked"),
      cell: ({ booked_count }) => (booked_count === 0 ? t("nobody") : t("seats", { count: booked_count })),
    },
    { id: "move", header: t("title"), cell: ({ id }) => <TextLink href={href(id)}>{t("move")}</TextLink> },
  ];
  return (
    <DataTable caption={t("list")} hasHiddenCaption isStacked columns={columns} rows={slots} rowKey={({ id }) => id} />
  );
}

async function latestOf({ services, now }: MemberVisit, slot_id: string): Promise<Instant> {
  return latestSlotStart(now, await findFirstPaidAt(services.db.read, slot_id));
}
