import type { MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Page, PageTitle, Section } from "~/components/page";
import { DecidedLines, StatementForm, UnmatchedLines } from "~/payouts/bank-lines-view";
import { PayoutNoticeLine } from "~/payouts/payout-notice-line";
import { answerStatement, readBankPage } from "../bank-page.server";
import { guardedAction, guardedLoader } from "../guard.server";

const PAGE = "/operator/bank";

export const loader = guardedLoader("operator/bank", async (visit) => ({
  title: visit.t("payouts.bank_title"),
  ...(await readBankPage(visit, "operator")),
}));

export const action = guardedAction("operator/bank", async (visit) =>
  answerStatement(visit, visit.readForm(), { account: "operator", page: PAGE }),
);

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Bank() {
  const { notice, unmatched, decided } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("payouts");
  return (
    <Page>
      <PageTitle lead={t("bank_lead")}>{t("bank_title")}</PageTitle>
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
