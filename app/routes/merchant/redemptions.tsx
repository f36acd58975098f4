import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { countRedemptions, listRedemptions } from "~/bookings/bookings.queries.server";
import { EmptyState } from "~/components/empty-state";
import { Page, PageTitle, Section } from "~/components/page";
import { Pager } from "~/components/pager";
import { guardedLoader } from "../guard.server";
import { type RedemptionLine, redemptionLine } from "./redemption-line.server";
import { RedemptionLines } from "./redemption-lines-view";

const PAGE_COUNT = 50;

export const loader = guardedLoader("merchant/redemptions", async (visit) => {
  const { services, merchant_id, url, t } = visit;
  const count = await countRedemptions(services.db.read, merchant_id);
  const page_count = Math.max(1, Math.ceil(count / PAGE_COUNT));
  const page = Math.min(page_count, Math.max(1, Math.trunc(Number(url.searchParams.get("page"))) || 1));
  const window = { limit: PAGE_COUNT, offset: (page - 1) * PAGE_COUNT };
  const rows = await listRedemptions(services.db.read, merchant_id, window);
  const lines = rows.map((row) => redemptionLine(visit, row));
  return { title: t("counter.redemptions"), count, page, page_count, days: byDay(lines) };
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Redemptions() {
  const { count, page, page_count, days } = useLoaderData<typeof loader>();
  const t = useTranslations("counter");
  return (
    <Page width="reading">
      <PageTitle lead={t("redemptions_count", { count })}>{t("redemptions")}</PageTitle>
      {days.length === 0 ? <EmptyState title={t("redemptions_empty")}>{t("redemptions_empty_why")}</EmptyState> : null}
      {days.map(({ on, day, lines }) => (
        <Section key={on} title={day}>
          <RedemptionLines lines={lines} label={day} />
        </Section>
      ))}
      <Pager
        page={page}
        pageCount={page_count}
        previousHref={page > 1 ? pageHref(page - 1) : undefined}
        nextHref={page < page_count ? pageHref(page + 1) : undefined}
        labels={{ navigation: t("pages"), previous: t("newer"), next: t("older") }}
        summary={t("page_of", { page, count: page_count })}
      />
    </Page>
  );
}

/** Lines come newest first, so the lines of a day stand together. */
function byDay(lines: readonly RedemptionLine[]) {
  const days = new Map<string, { on: string; day: string; lines: RedemptionLine[] }>();
  for (const line of lines) {
    const { on, day } = line;
    days.set(on, { on, day, lines: [...(days.get(on)?.lines ?? []), line] });
  }
  return [...days.values()];
}

function pageHref(page: number): string {
  return `/merchant/redemptions?page=${page}`;
}
