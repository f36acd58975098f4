import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { parseBookingTerms } from "~/bookings/booking";
import { isDecided } from "~/bookings/dispute";
import { listDisputeEntries, listDisputesForDesk } from "~/bookings/disputes.queries.server";
import { EmptyState } from "~/components/empty-state";
import { Page, PageTitle, Section } from "~/components/page";
import { epochMs, HOUR_MS, instant } from "~/kernel/instant";
import { kindText } from "~/ledger/journal-rows.server";
import { guardedLoader, type MemberVisit } from "../guard.server";
import { waitingText } from "../waiting-time.server";
import { DisputeRow, type ShownDispute } from "./disputes-view";

const LIMIT_COUNT = 200;
/** A deadline this near is shown as urgent. */
const URGENT_MS = 72 * HOUR_MS;

export const loader = guardedLoader("operator/disputes", async (visit) => {
  const { read } = visit.services.db;
  const rows = await listDisputesForDesk(read, LIMIT_COUNT);
  const entries = await listDisputeEntries(
    read,
    rows.map(({ id }) => id),
  );
  const shown = rows.map((row) =>
    shownDispute(
      visit,
      row,
      entries.filter(({ dispute_id }) => dispute_id === row.id),
    ),
  );
  return {
    title: visit.t("disputes.title"),
    open: shown.filter(({ is_open }) => is_open),
    closed: shown.filter(({ is_open }) => !is_open),
  };
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Disputes() {
  const { open, closed } = useLoaderData<typeof loader>();
  const t = useTranslations("disputes");
  return (
    <Page width="reading">
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {open.length === 0 ? (
        <EmptyState title={t("empty")}>{t("empty_why")}</EmptyState>
      ) : (
        <Section title={t("open", { count: open.length })}>
          <ul className="divide-y divide-line border-b border-line">
            {open.map((dispute) => (
              <DisputeRow key={dispute.id} dispute={dispute} />
            ))}
          </ul>
        </Section>
      )}
      {closed.length > 0 ? (
        <Section title={t("closed")}>
          <ul className="divide-y divide-line border-b border-line">
            {closed.map((dispute) => (
              <DisputeRow key={dispute.id} dispute={dispute} />
            ))}
          </ul>
        </Section>
      ) : null}
    </Page>
  );
}

function shownDispute(
  visit: MemberVisit,
  row: Awaited<ReturnType<typeof listDisputesForDesk>>[number],
  entries: Awaited<ReturnType<typeof listDisputeEntries>>,
): ShownDispute {
  const { dates, now, t } = visit;
  const { title_zh, title_en } = parseBookingTerms(row.terms_json);
  const due_at = row.evidence_due_at === null ? null : instant(row.evidence_due_at);
  const is_open = !isDecided(row.status);
  const left_ms = due_at && epochMs(due_at) - epochMs(now);
  return {
    id: row.id,
    title: { written: title_zh, english: title_en },
    booking_id: row.booking_id,
    amount_minor: row.amount_minor,
    status: row.status,
    reason: row.reason,
    is_open,
    is_blocking: row.is_blocking === 1,
    since: is_open ? waitingText(visit, row.opened_at) : dates.dayTime(instant(row.closed_at ?? row.opened_at)),
    due: is_open && due_at ? dates.dayTime(due_at) : null,
    urgency: left_ms === null ? "none" : left_ms < 0 ? "over" : left_ms < URGENT_MS ? "near" : "none",
    surplus_minor: row.surplus_minor,
    entries: entries.map(({ seq, kind, booked_on }) => ({ seq, kind: kindText(t, kind), booked_on })),
  };
}
