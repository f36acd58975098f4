import type { MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { BankLinePage } from "~/payouts/bank-line-view";
import { answerBankLine, readBankLine } from "../bank-line-page.server";
import { guardedAction, guardedLoader } from "../guard.server";

const PAGE = "/trustee/bank";

export const loader = guardedLoader("trustee/fund-bank-line", async (visit) => ({
  title: visit.t("payouts.line_title"),
  ...(await readBankLine(visit, "fund")),
}));

export const action = guardedAction("trustee/fund-bank-line", async (visit) => {
  const form = visit.fields.has("target") ? visit.readForm("match") : visit.readForm("explain");
  return answerBankLine(visit, form, { account: "fund", page: PAGE });
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function FundBankLine() {
  const sent = useActionData<typeof action>();
  const t = useTranslations("payouts");
  return (
    <BankLinePage
      list={PAGE}
      {...useLoaderData<typeof loader>()}
      title={t("fund_bank_title")}
      errors={sent?.reply.errors ?? {}}
      values={sent?.reply.values ?? {}}
    />
  );
}
