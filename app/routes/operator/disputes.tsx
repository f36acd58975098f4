import { type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { parseBookingTerms } from "~/bookings/booking";
import { isDecided } from "~/bookings/dispute";
import { listDisputeEntries, listDisputesForDesk } from "~/bookings/disputes.queries.server";
import { listRecoveredRefunds } from "~/bookings/refunds.queries.server";
import { returnRecoveredMoney } from "~/bookings/return-recovered-money.server";
import { EmptyState } from "~/components/empty-state";
import { Notice } from "~/components/notice";
import { Page, PageTitle, Section } from "~/components/page";
import { epochMs, HOUR_MS, instant } from "~/kernel/instant";
import { sumMinor } from "~/kernel/money";
import { kindText } from "~/ledger/journal-rows.server";
import { inTransaction } from "~/platform/database.server";
import { refused, refusedForm } from "../form.server";
import { guardedAction, guardedLoader, type MemberVisit, notFound } from "../guard.server";
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
  const shown = await Promise.all(
    rows.map(async (row) => ({
      ...shownDispute(
        visit,
        row,
        entries.filter(({ dispute_id }) => dispute_id === row.id),
      ),
      ...(await recoveredOf(visit, row)),
    })),
  );
  return {
    title: visit.t("disputes.title"),
    open: shown.filter(({ is_open }) => is_open),
    closed: shown.filter(({ is_open }) => !is_open),
  };
});

export const action = guardedAction("operator/disputes", async (visit) => {
  const { services, person, context, fields, t, now } = visit;
  const form = visit.readForm();
  if (!form.ok) throw notFound();
  const wanted = { ...form.value, returned_by: person.id };
  const returned = await inTransaction(services.db, (trx) => returnRecoveredMoney(trx, wanted, now));
  if (returned.ok) {
    context.worker.wake();
    return redirect("/operator/disputes", 303);
  }
  if (returned.error === "dispute-unknown") throw notFound();
  const key =
    returned.error === "nothing-to-return" ? "nothing_to_return" : `refund_${returned.error.replace("-", "_")}`;
  return refused(refusedForm(fields, key, t), 409);
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Disputes() {
  const { open, closed } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.reply.errors[""];
  const t = useTranslations("disputes");
  return (
    <Page width="reading">
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {problem ? (
        <Notice tone="danger" className="mb-6">
          {problem.join(" ")}
        </Notice>
      ) : null}
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

/** What a late win brought back: what still waits for a decision, and what goes back to the resident. */
async function recoveredOf({ services }: MemberVisit, { id, surplus_minor }: { id: string; surplus_minor: number }) {
  const asked = surplus_minor > 0 ? await listRecoveredRefunds(services.db.read, id) : [];
  const returned_minor = sumMinor(asked.map((refund) => refund.amount_minor));
  return { surplus_minor: surplus_minor - returned_minor, returned_minor };
}

function shownDispute(
  visit: MemberVisit,
  row: Awaited<ReturnType<typeof listDisputesForDesk>>[number],
  entries: Awaited<ReturnType<typeof listDisputeEntries>>,
): Omit<ShownDispute, "surplus_minor" | "returned_minor"> {
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
    entries: entries.map(({ seq, kind, booked_on }) => ({ seq, kind: kindText(t, kind), booked_on })),
  };
}
