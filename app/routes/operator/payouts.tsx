import { type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { listMerchantNames } from "~/alliance/alliance.queries.server";
import { Button, ButtonLink } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { Notice } from "~/components/notice";
import { Page, PageTitle, Section } from "~/components/page";
import { instant } from "~/kernel/instant";
import { payoutNotice } from "~/payouts/payout-notice";
import { PayoutNoticeLine } from "~/payouts/payout-notice-line";
import {
  findDraftBatch,
  getFundAvailable,
  listBatches,
  listDueShares,
  listNames,
  listReceivables,
} from "~/payouts/payouts.queries.server";
import { preparePayoutBatch } from "~/payouts/prepare-payout-batch.server";
import { listRefusedTransfers } from "~/payouts/transfers.queries.server";
import { inTransaction } from "~/platform/database.server";
import { guardedAction, guardedLoader, type MemberVisit } from "../guard.server";
import { BatchTable, DueTable } from "./payout-tables-view";
import { RefusedTransfers } from "./refused-transfers-view";

const SHOWN_COUNT = 60;

export const loader = guardedLoader("operator/payouts", async (visit) => {
  const { services, url, t } = visit;
  const { read } = services.db;
  return {
    title: t("payouts.title"),
    notice: payoutNotice(url),
    due: await dueRows(visit),
    fund_minor: await getFundAvailable(read),
    draft_id: (await findDraftBatch(read))?.id,
    batches: await batchRows(visit),
    refused: await refusedRows(visit),
  };
});

/** Prepares the day's batch; the second person finds it on its own page. */
export const action = guardedAction("operator/payouts", async ({ services, person, now }) => {
  const prepared = await inTransaction(services.db, (trx) => preparePayoutBatch(trx, { prepared_by: person.id }, now));
  const page = prepared.ok ? `/operator/payouts/${prepared.value}?notice=prepared` : "";
  return redirect(prepared.ok ? page : `/operator/payouts?notice=${prepared.error}`, 303);
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Payouts() {
  const { notice, due, fund_minor, draft_id, batches, refused } = useLoaderData<typeof loader>();
  const t = useTranslations("payouts");
  const is_anything_due = due.length > 0 || fund_minor > 0;
  return (
    <Page>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <PayoutNoticeLine notice={notice} />
      <Section title={t("due_title")}>
        {is_anything_due ? (
          <DueTable rows={due} fund_minor={fund_minor} />
        ) : (
          <EmptyState title={t("due_title")}>{t("due_nothing")}</EmptyState>
        )}
        <div className="mt-4 flex flex-wrap items-center gap-3">
          {draft_id ? (
            <Notice
              tone="warning"
              action={<ButtonLink href={`/operator/payouts/${draft_id}`}>{t("open_draft")}</ButtonLink>}
            >
              {t("draft_waits")}
            </Notice>
          ) : (
            <form method="post" action="/operator/payouts" data-action="prepare-payouts">
              <Button variant={is_anything_due ? "primary" : "secondary"}>{t("prepare")}</Button>
            </form>
          )}
        </div>
        <p className="mt-3 text-sm text-ink-3">{t("net_note")}</p>
      </Section>
      <RefusedTransfers rows={refused} />
      <Section title={t("batches")}>
        {batches.length === 0 ? (
          <EmptyState title={t("batches_empty")}>{t("batches_empty_why")}</EmptyState>
        ) : (
          <BatchTable rows={batches} />
        )}
      </Section>
    </Page>
  );
}

/** What each merchant is owed now, less what it has to give back, and how it is paid. */
async function dueRows({ services }: MemberVisit) {
  const { read } = services.db;
  const names = new Map((await listMerchantNames(read)).map((merchant) => [merchant.id, merchant]));
  const receivables = await listReceivables(read);
  const due = await listDueShares(read);
  return [...new Set(due.map(({ merchant_id }) => merchant_id))].map((merchant_id) => {
    const shares = due.filter((share) => share.merchant_id === merchant_id);
    const payable_minor = shares.reduce((sum, share) => sum + share.payable_minor, 0);
    const receivable_minor = receivables.get(merchant_id) ?? 0;
    const name = names.get(merchant_id);
    return {
      merchant_id,
      name: { written: name?.name_zh ?? merchant_id, english: name?.name_en ?? "" },
      share_count: shares.length,
      payable_minor,
      receivable_minor,
      rail: shares[0]?.rail ?? null,
    };
  });
}

async function refusedRows({ services, dates }: MemberVisit) {
  const refused = await listRefusedTransfers(services.db.read);
  return refused.map(({ id, name_zh, name_en, amount_minor, stopped_at, reason }) => ({
    id,
    name: { written: name_zh, english: name_en },
    amount_minor,
    when: dates.date(instant(stopped_at)),
    reason,
  }));
}

async function batchRows({ services, dates }: MemberVisit) {
  const { read } = services.db;
  const batches = await listBatches(read, SHOWN_COUNT);
  const names = await listNames(
    read,
    batches.flatMap(({ prepared_by, approved_by }) => [prepared_by, approved_by]),
  );
  return batches.map(({ id, state, total_minor, prepared_at, prepared_by, approved_by }) => ({
    id,
    state,
    total_minor,
    day: dates.date(instant(prepared_at)),
    prepared_by: names.get(prepared_by) ?? "",
    approved_by: names.get(approved_by ?? "") ?? "",
  }));
}
