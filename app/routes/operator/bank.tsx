import type { MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { StatementPage } from "~/payouts/bank-lines-view";
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
  const t = useTranslations("payouts");
  const texts = { title: t("bank_title"), lead: t("bank_lead") };
  return (
    <StatementPage base={PAGE} {...useLoaderData<typeof loader>()} {...texts} sent={useActionData<typeof action>()} />
  );
}
