import { type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { parseBookingTerms } from "~/bookings/booking";
import { listNoticesOf } from "~/bookings/notices.queries.server";
import { Button, ButtonLink } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { RowList } from "~/components/list-row";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { Tag } from "~/components/tag";
import { TextLink } from "~/components/text-link";
import { instant } from "~/kernel/instant";
import { formatMoney } from "~/kernel/money";
import { ok } from "~/kernel/result";
import { markNoticesSeen } from "~/members/mark-notices-seen.server";
import { lastInstantOf, noticePath, noticeTextName, parseNoticeValues } from "~/members/notice";
import { inTransaction } from "~/platform/database.server";
import { guardedAction, guardedLoader, type MemberVisit } from "../guard.server";

const SHOWN_COUNT = 100;

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("resident/notices", async (visit) => {
  const rows = await listNoticesOf(visit.services.db.read, visit.person.id, SHOWN_COUNT);
  return {
    title: visit.t("notices.page_title"),
    notices: rows.map((row) => shownNotice(visit, row)),
    unread_count: rows.filter(({ seen_at }) => seen_at === null).length,
    until: rows[0]?.created_at ?? "",
  };
});

/** What was on the page is read; what came meanwhile is not. */
export const action = guardedAction("resident/notices", async ({ services, person, now, readForm }) => {
  const form = readForm();
  if (!form.ok) throw new Response(null, { status: 422 });
  const { until } = form.value;
  await inTransaction(services.db, async (trx) => ok(await markNoticesSeen(trx, person.id, instant(until), now)));
  return redirect("/me/notices", 303);
});

type Row = Awaited<ReturnType<typeof listNoticesOf>>[number];

function shownNotice({ dates }: MemberVisit, { id, kind, booking_id, values_json, terms_json, ...row }: Row) {
  const { amount_minor, until } = parseNoticeValues(values_json);
  const terms = terms_json === null ? undefined : parseBookingTerms(terms_json);
  return {
    id,
    kind,
    text_name: noticeTextName(kind, amount_minor),
    shop: { written: terms?.merchant_name_zh ?? "", english: terms?.merchant_name_en ?? "" },
    amount: formatMoney(amount_minor),
    until: until ? dates.dayTime(until) : "",
    last_day: until ? dates.day(lastInstantOf(until)) : "",
    when: dates.full(instant(row.created_at)),
    is_unread: row.seen_at === null,
    href: noticePath(kind, booking_id),
  };
}

export default function Notices() {
  const { notices, unread_count, until } = useLoaderData<typeof loader>();
  const t = useTranslations("notices");
  return (
    <Page width="reading">
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {unread_count > 0 ? (
        <form
          method="post"
          action="/me/notices"
          data-action="mark-notices-seen"
          className="mb-4 flex flex-wrap items-center justify-between gap-3"
        >
          <input type="hidden" name="until" value={until} />
          <span className="text-ink-2">{t("count", { count: unread_count })}</span>
          <Button variant="secondary">{t("mark_seen")}</Button>
        </form>
      ) : null}
      {notices.length === 0 ? (
        <EmptyState title={t("empty")} action={<ButtonLink href="/offers">{t("browse")}</ButtonLink>}>
          {t("empty_text")}
        </EmptyState>
      ) : null}
      <RowList label={t("list")}>
        {notices.map((notice) => (
          <NoticeRow key={notice.id} notice={notice} />
        ))}
      </RowList>
    </Page>
  );
}

function NoticeRow({ notice }: { notice: ReturnType<typeof shownNotice> }) {
  const t = useTranslations("notices");
  const { kind, text_name, shop, amount, until, last_day, when, is_unread, href } = notice;
  return (
    <li className="py-4" data-kind={kind}>
      <p className="flex flex-wrap items-center gap-x-2">
        <strong className="font-semibold">{t(`kinds.${kind}`)}</strong>
        {is_unread ? <Tag tone="waiting">{t("unread")}</Tag> : null}
      </p>
      <p className="mt-1">
        {t.rich(`texts.${text_name}`, { shop: "", amount, until, last_day, own: () => <OwnText {...shop} /> })}
      </p>
      <p className="mt-1 flex flex-wrap items-center gap-x-4 text-sm text-ink-3">
        {when}
        <TextLink href={href}>{t("see")}</TextLink>
      </p>
    </li>
  );
}
