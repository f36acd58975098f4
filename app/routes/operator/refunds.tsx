import { type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { parseBookingTerms } from "~/bookings/booking";
import { countFailedRefunds, listFailedRefunds } from "~/bookings/refund-desks.queries.server";
import { listWaitingRefundPayments } from "~/bookings/refunds.queries.server";
import { resolveRefund } from "~/bookings/resolve-refund.server";
import { withdrawRefundPayment } from "~/bookings/withdraw-refund-payment.server";
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
import { DoneRefunds, FailedRefund, type ShownFailedRefund } from "./failed-refunds-view";

const OPEN_LIMIT_COUNT = 100;
const PAGE_SIZE = 20;

export const loader = guardedLoader("operator/refunds", async (visit) => {
  const { services, url, t } = visit;
  const { read } = services.db;
  const done_count = await countFailedRefunds(read, { is_open: false });
  const { page, page_count } = readPage(readUrlFilters(url), done_count, PAGE_SIZE);
  const open = await listFailedRefunds(read, { is_open: true, limit: OPEN_LIMIT_COUNT, offset: 0 });
  const payments = await listWaitingRefundPayments(read);
  const window = { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE };
  const done = await listFailedRefunds(read, { is_open: false, ...window });
  return {
    title: t("failed_refunds.title"),
    open_count: await countFailedRefunds(read, { is_open: true }),
    open: open.map((row) => ({
      ...shownRefund(visit, row),
      phone: row.contact_phone,
      payment: payments.find(({ refund_id }) => refund_id === row.id) ?? null,
    })),
    done: done.map((row) => shownRefund(visit, row)),
    links: pageLinks(url, page, page_count),
  };
});

export const action = guardedAction("operator/refunds", async (visit) => {
  const { services, person, context, fields, t, now } = visit;
  const form = visit.readForm();
  if (!form.ok) {
    if (form.reply.errors.refund_id) throw notFound();
    return unprocessable(form.reply);
  }
  const { refund_id, resolution, note, bank_reference } = form.value;
  const about = { refund_id, note, resolved_by: person.id };
  const resolved = await inTransaction(services.db, (trx) =>
    resolution === "not-paid"
      ? withdrawRefundPayment(trx, { refund_id, withdrawn_by: person.id }, now)
      : resolveRefund(
          trx,
          resolution === "paid-otherwise" ? { ...about, resolution, bank_reference } : { ...about, resolution },
          now,
        ),
  );
  if (resolved.ok) {
    context.worker.wake();
    return redirect("/operator/refunds", 303);
  }
  if (resolved.error === "refund-unknown") throw notFound();
  return refused(refusedForm(fields, `refund_${resolved.error.replaceAll("-", "_")}`, t), 409);
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Refunds() {
  const { open, open_count, done, links } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("failed_refunds");
  const about = open.find(({ id }) => id === sent?.reply.values.refund_id);
  const problem = sent && (sent.reply.errors[""] ?? (about ? undefined : Object.values(sent.reply.errors)[0]));
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
        <Section title={t("open", { count: open_count })}>
          <div className="grid gap-8">
            {open.map((refund) => (
              <FailedRefund key={refund.id} refund={refund} reply={refund === about ? sent?.reply : undefined} />
            ))}
          </div>
        </Section>
      )}
      {done.length > 0 ? (
        <Section title={t("done")}>
          <DoneRefunds refunds={done} />
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

function shownRefund(
  visit: MemberVisit,
  row: Awaited<ReturnType<typeof listFailedRefunds>>[number],
): ShownFailedRefund {
  const terms = parseBookingTerms(row.terms_json);
  return {
    id: row.id,
    title: { written: terms.title_zh, english: terms.title_en },
    booking_id: row.booking_id,
    holder: maskName(row.resident_name),
    amount_minor: row.amount_minor,
    reason: row.reason,
    failure: row.failure_reason ?? "unknown",
    since: waitingText(visit, row.finished_at ?? row.requested_at),
    resolution: row.resolution,
    resolved: row.resolved_at && visit.dates.dayTime(instant(row.resolved_at)),
    decider: row.decider_name ?? "",
    note: row.resolution_note ?? "",
  };
}
