import { type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { answerRefundRequest } from "~/bookings/answer-refund-request.server";
import {
  countRequestsAt,
  listClosingWords,
  listContestedVouchers,
  listRequestsAt,
} from "~/bookings/refund-desks.queries.server";
import { findRefundRequest, getClaimedMinor } from "~/bookings/refunds.queries.server";
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
import { bookedTitle } from "./redemption-line.server";
import { AnsweredRequests, type ShownRequest, WaitingRequest } from "./refund-requests-view";

const OPEN_LIMIT_COUNT = 100;
const PAGE_SIZE = 20;

export const loader = guardedLoader("merchant/refunds", async (visit) => {
  const { services, merchant_id, url, t } = visit;
  const { read } = services.db;
  const { open_count, ended_count } = await countRequestsAt(read, merchant_id);
  const { page, page_count } = readPage(readUrlFilters(url), ended_count, PAGE_SIZE);
  const contested = await listContestedVouchers(read, merchant_id);
  const open = await listRequestsAt(read, merchant_id, { is_open: true, limit: OPEN_LIMIT_COUNT, offset: 0 });
  const window = { is_open: false, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE };
  const ended = await listRequestsAt(read, merchant_id, window);
  const closing = await listClosingWords(
    read,
    ended.map(({ id }) => id),
  );
  return {
    title: t("shop_refunds.title"),
    open_count,
    open: await Promise.all(
      open.map(async (row) => ({
        ...shownRequest(visit, row),
        waiting: waitingText(visit, row.requested_at),
        is_contested: contested.has(row.voucher_id),
        left_minor: row.gross_minor - (await getClaimedMinor(read, row.voucher_id)),
      })),
    ),
    ended: ended.map((row) => ({ ...shownRequest(visit, row), closing_words: closing.get(row.id) ?? "" })),
    links: pageLinks(url, page, page_count),
  };
});

export const action = guardedAction("merchant/refunds", async (visit) => {
  const { services, merchant_id, person, context, fields, t, now } = visit;
  const form = visit.readForm();
  if (!form.ok) {
    if (form.reply.errors.request_id) throw notFound();
    return unprocessable(form.reply);
  }
  const { request_id, agreed, answer } = form.value;
  const request = await findRefundRequest(services.db.read, request_id);
  if (request?.merchant_id !== merchant_id) throw notFound();
  const agreed_minor = agreed === "all" ? request.wanted_minor : agreed;
  const given = { request_id, merchant_id, answered_by: person.id, answer, agreed_minor };
  const answered = await inTransaction(services.db, (trx) => answerRefundRequest(trx, given, now));
  if (answered.ok) {
    context.worker.wake();
    return redirect("/merchant/refunds", 303);
  }
  if (answered.error === "request-unknown") throw notFound();
  if (answered.error === "too-much") return unprocessable(refusedForm(fields, "refund_too_much", t, "amount"));
  return refused(refusedForm(fields, `refund_${answered.error.replaceAll("-", "_")}`, t), 409);
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Refunds() {
  const { open, open_count, ended, links } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("shop_refunds");
  const about = open.find(({ id }) => id === sent?.reply.values.request_id);
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
        <Section title={t("waiting", { count: open_count })}>
          <div className="grid gap-8">
            {open.map((request) => (
              <WaitingRequest key={request.id} request={request} reply={request === about ? sent?.reply : undefined} />
            ))}
          </div>
        </Section>
      )}
      {ended.length > 0 ? (
        <Section title={t("ended")}>
          <AnsweredRequests requests={ended} />
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

/** A request as the shop sees it: the resident by a masked name. */
function shownRequest({ dates }: MemberVisit, row: Awaited<ReturnType<typeof listRequestsAt>>[number]): ShownRequest {
  return {
    id: row.id,
    state: row.state,
    title: bookedTitle(row.terms_json),
    holder: maskName(row.resident_name),
    ordinal: row.ordinal,
    quantity: row.quantity,
    used: row.redeemed_at && dates.dayTime(instant(row.redeemed_at)),
    paid_minor: row.gross_minor,
    wanted_minor: row.wanted_minor,
    agreed_minor: row.agreed_minor,
    reason: row.reason,
    answer: row.answer ?? "",
    answered: row.answered_at && dates.dayTime(instant(row.answered_at)),
    staff: row.state === "withdrawn" ? "" : (row.staff_name ?? ""),
  };
}
