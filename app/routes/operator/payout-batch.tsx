import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import type { PayoutBatchTable } from "#db/schema/payouts";
import { Button } from "~/components/button";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Breadcrumb, Page, PageTitle, Section } from "~/components/page";
import { instant } from "~/kernel/instant";
import { payoutNotice } from "~/payouts/payout-notice";
import { PayoutNoticeLine } from "~/payouts/payout-notice-line";
import { findBatch, listNames, listPayoutShares, listPayoutsOfBatch } from "~/payouts/payouts.queries.server";
import { guardedLoader, type MemberVisit, requireFound } from "../guard.server";
import { type BatchLine, PayoutLines } from "./payout-lines-view";
import { BatchState } from "./payout-tables-view";

export const loader = guardedLoader("operator/payout-batch", async (visit) => {
  const { services, params, url, t, person, dates } = visit;
  const batch = requireFound(await findBatch(services.db.read, params.id ?? ""));
  const day = dates.date(instant(batch.prepared_at));
  return {
    title: t("payouts.batch_title", { day }),
    notice: payoutNotice(url),
    day,
    batch: { id: batch.id, state: batch.state, total_minor: batch.total_minor },
    is_own: batch.prepared_by === person.id,
    lines: await batchLines(visit, batch.id),
    history: await batchHistory(visit, batch),
  };
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function PayoutBatch() {
  const { notice, day, batch, is_own, lines, history } = useLoaderData<typeof loader>();
  const t = useTranslations("payouts");
  const is_sent = batch.state !== "draft" && batch.state !== "void";
  return (
    <Page>
      <Breadcrumb label={t("back")} items={[{ label: t("title"), href: "/operator/payouts" }, { label: day }]} />
      <PageTitle lead={<BatchState state={batch.state} />}>{t("batch_title", { day })}</PageTitle>
      <PayoutNoticeLine notice={notice} />
      <Section title={t("lines")}>
        <PayoutLines lines={lines} total_minor={batch.total_minor} />
      </Section>
      {batch.state === "draft" ? <Decision id={batch.id} is_own={is_own} /> : null}
      {is_sent ? (
        <Section title={t("export")} lead={t("export_lead")}>
          <form method="post" action={`/operator/payouts/${batch.id}/export`} data-action="export-payouts">
            <Button>{t("export")}</Button>
          </form>
        </Section>
      ) : null}
      <Section title={t("history")}>
        <ul className="grid gap-1">
          {history.map((line) => (
            <li key={line.what}>
              {t.rich(line.what, { name: "", when: line.when, own: () => <OwnText written={line.name} /> })}
              {line.seq === null ? null : (
                <span className="text-ink-3"> · {t("approved_head", { seq: line.seq })}</span>
              )}
            </li>
          ))}
        </ul>
      </Section>
    </Page>
  );
}

/** Approve or give up; who prepared it sees why they cannot approve. */
function Decision({ id, is_own }: { id: string; is_own: boolean }) {
  const t = useTranslations("payouts");
  return (
    <Section title={t("approve")} lead={t("approve_lead")}>
      {is_own ? (
        <Notice>{t("approve_own")}</Notice>
      ) : (
        <form method="post" action={`/operator/payouts/${id}/approve`} data-action="approve">
          <Button>{t("approve")}</Button>
        </form>
      )}
      <form method="post" action={`/operator/payouts/${id}/void`} data-action="void-payouts" className="mt-6">
        <Button variant="danger">{t("void")}</Button>
        <p className="mt-1 text-sm text-ink-3">{t("void_lead")}</p>
      </form>
    </Section>
  );
}

async function batchLines({ services }: MemberVisit, batch_id: string): Promise<BatchLine[]> {
  const { read } = services.db;
  const lines = await listPayoutsOfBatch(read, batch_id);
  return Promise.all(
    lines.map(async ({ name_zh, name_en, ...line }) => ({
      id: line.id,
      name: line.merchant_id === null ? null : { written: name_zh ?? line.payee, english: name_en ?? "" },
      share_count: (await listPayoutShares(read, line.id)).length,
      holder: line.holder,
      bank_name: line.bank_name,
      account_number: line.account_number,
      amount_minor: line.amount_minor,
      netted_minor: line.netted_minor,
      reference: line.reference,
      state: line.state,
      cancel_reason: line.cancel_reason,
    })),
  );
}

type HistoryLine = {
  what: "prepared" | "approved" | "exported" | "voided" | "settled";
  name: string;
  when: string;
  /** The journal's head, where it was looked at. */
  seq: number | null;
};

/** Who did what to a batch, in order. */
async function batchHistory({ services, dates }: MemberVisit, batch: PayoutBatchTable): Promise<HistoryLine[]> {
  const { prepared_by, approved_by, exported_by, voided_by } = batch;
  const names = await listNames(services.db.read, [prepared_by, approved_by, exported_by, voided_by]);
  const line = (what: HistoryLine["what"], who: string | null, at: string | null): HistoryLine[] =>
    at === null ? [] : [{ what, name: names.get(who ?? "") ?? "", when: dates.full(instant(at)), seq: null }];
  return [
    ...line("prepared", prepared_by, batch.prepared_at),
    ...line("approved", approved_by, batch.approved_at).map((each) => ({ ...each, seq: batch.head_seq })),
    ...line("exported", exported_by, batch.exported_at),
    ...line("voided", voided_by, batch.voided_at),
    ...line("settled", null, batch.settled_at),
  ];
}
