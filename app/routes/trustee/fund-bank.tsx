import type { MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { StatementPage } from "~/payouts/bank-lines-view";
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
  const t = useTranslations("payouts");
  const texts = { title: t("fund_bank_title"), lead: t("fund_bank_lead") };
  return (
    <StatementPage base={PAGE} {...useLoaderData<typeof loader>()} {...texts} sent={useActionData<typeof action>()} />
  );
}
