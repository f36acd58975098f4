import type { MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Page, PageTitle, Section } from "~/components/page";
import { DecidedLines, StatementForm, UnmatchedLines } from "~/payouts/bank-lines-view";
import { PayoutNoticeLine } from "~/payouts/payout-notice-line";
import { answerStatement, readBankPage } from "../bank-page.server";
import { guardedAction, guardedLoader } from "../guard.server";

const PAGE = "/trustee/bank";

export const loader = guardedLoader("trustee/fund-bank", async (visit) => ({
  title: visit.t("payouts.fund_bank_title"),
  ...(await readBankPage(visit, "fund")),
}));

export const action = guardedAction("trustee/fund-bank", async (visit) =>
  answerStatement(visit, visit.readForm(), { account: "fund", page: PAGE }),
);

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function FundBank() {
  const { notice, unmatched, decided } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("payouts");
  return (
    <Page>
      <PageTitle lead={t("fund_bank_lead")}>{t("fund_bank_title")}</PageTitle>
      {sent ? null : <PayoutNoticeLine notice={notice} />}
      <UnmatchedLines lines={unmatched} base={PAGE} />
      <Section title={t("import")}>
        <StatementForm
          action={PAGE}
          errors={sent?.reply.errors.statement}
          faults={sent?.faults ?? []}
          value={sent?.reply.values.statement ?? ""}
        />
      </Section>
      <DecidedLines lines={decided} />
    </Page>
  );
}
