import { type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { parseBookingTerms } from "~/bookings/booking";
import { closeComplaint } from "~/bookings/close-complaint.server";
import { countComplaints, listComplaintQueue } from "~/bookings/refund-desks.queries.server";
import { EmptyState } from "~/components/empty-state";
import { Notice } from "~/components/notice";
import { Page, PageTitle, Section } from "~/components/page";
import { Pager } from "~/components/pager";
import { instant } from "~/kernel/instant";
import { maskName } from "~/members/person";
import { inTransaction } from "~/platform/database.server";
import { refused, refusedForm, unprocessable } from "../form.server";
import { guardedAction, guardedLoader, type MemberVisit, notFound } from "../guard.server";
import { pageLinks, readPage, readUrlFilters } from "../url-filters.server";
import { waitingText } from "../waiting-time.server";
import { Complaints, type ShownComplaint } from "./complaints-view";

const OPEN_LIMIT_COUNT = 100;
const PAGE_SIZE = 20;

export const loader = guardedLoader("operator/complaints", async (visit) => {
  const { services, url, t } = visit;
  const { read } = services.db;
  const closed_count = await countComplaints(read, "closed");
  const { page, page_count } = readPage(readUrlFilters(url), closed_count, PAGE_SIZE);
  const open = await listComplaintQueue(read, { state: "open", limit: OPEN_LIMIT_COUNT, offset: 0 });
  const window = { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE };
  const closed = await listComplaintQueue(read, { state: "closed", ...window });
  return {
    title: t("complaints.title"),
    open_count: await countComplaints(read, "open"),
    open: open.map((row) => shownComplaint(visit, row)),
    closed: closed.map((row) => shownComplaint(visit, row)),
    links: pageLinks(url, page, page_count),
  };
});

export const action = guardedAction("operator/complaints", async (visit) => {
  const { services, person, fields, t, now } = visit;
  const form = visit.readForm();
  if (!form.ok) {
    if (form.reply.errors.complaint_id) throw notFound();
    return unprocessable(form.reply);
  }
  const closing = { ...form.value, closed_by: person.id };
  const closed = await inTransaction(services.db, (trx) => closeComplaint(trx, closing, now));
  if (closed.ok) return redirect("/operator/complaints", 303);
  if (closed.error === "complaint-unknown") throw notFound();
  const key = closed.error === "own-booking" ? "refund_own_booking" : "complaint_already_closed";
  return refused(refusedForm(fields, key, t), 409);
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function ComplaintQueue() {
  const { open, open_count, closed, links } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("complaints");
  const is_shown = open.some(({ id }) => id === sent?.reply.values.complaint_id);
  const problem = sent && (sent.reply.errors[""] ?? (is_shown ? undefined : Object.values(sent.reply.errors)[0]));
  return (
    <Page width="reading">
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {problem ? (
        <Notice tone="danger" className="mb-6">
          {problem.join(" ")}
        </Notice>
      ) : null}
      <Notice className="mb-6">{t("rulings_later")}</Notice>
      {open.length === 0 ? (
        <EmptyState title={t("empty")}>{t("empty_why")}</EmptyState>
      ) : (
        <Section title={t("open", { count: open_count })}>
          <Complaints complaints={open} label={t("open", { count: open_count })} reply={sent?.reply} />
        </Section>
      )}
      {closed.length > 0 ? (
        <Section title={t("closed")}>
          <Complaints complaints={closed} label={t("closed")} />
          <Pager
            page={links.page}
            pageCount={links.page_count}
            previousHref={links.previous_href}
            nextHref={links.next_href}
            labels={{ navigation: t("pages"), previous: t("newer"), next: t("older") }}
            summary={t("page_of", { page: links.page, count: links.page_count })}
          />
        </Section>
      ) : null}
    </Page>
  );
}

/** A complaint with both sides' words; the resident by a masked name. */
function shownComplaint(
  visit: MemberVisit,
  row: Awaited<ReturnType<typeof listComplaintQueue>>[number],
): ShownComplaint {
  const { dates } = visit;
  const terms = parseBookingTerms(row.terms_json);
  return {
    id: row.id,
    kind: row.kind,
    outcome: row.outcome,
    since: row.closed_at ? dates.dayTime(instant(row.opened_at)) : waitingText(visit, row.opened_at),
    closed: row.closed_at && dates.dayTime(instant(row.closed_at)),
    title: { written: terms.title_zh, english: terms.title_en },
    shop: { written: terms.merchant_name_zh, english: terms.merchant_name_en },
    shop_phone: terms.merchant_phone,
    booking_id: row.booking_id,
    holder: maskName(row.resident_name),
    used: row.redeemed_at && dates.dayTime(instant(row.redeemed_at)),
    paid_minor: row.gross_minor,
    closing_words: row.closing_words ?? "",
    text: row.text,
    // the first words of a contest are those of its request
    reason: row.reason === row.text ? "" : (row.reason ?? ""),
    request:
      row.request_state === null
        ? null
        : {
            state: row.request_state,
            wanted_minor: row.wanted_minor ?? 0,
            agreed_minor: row.agreed_minor,
            answer: row.answer ?? "",
          },
  };
}
