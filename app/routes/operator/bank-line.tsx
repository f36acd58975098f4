import type { MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { BankLinePage } from "~/payouts/bank-line-view";
import { answerBankLine, readBankLine } from "../bank-line-page.server";
import { guardedAction, guardedLoader } from "../guard.server";

const PAGE = "/operator/bank";

export const loader = guardedLoader("operator/bank-line", async (visit) => ({
  title: visit.t("payouts.line_title"),
  ...(await readBankLine(visit, "operator")),
}));

export const action = guardedAction("operator/bank-line", async (visit) => {
  const form = visit.fields.has("target") ? visit.readForm("match") : visit.readForm("explain");
  return answerBankLine(visit, form, { account: "operator", page: PAGE });
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function BankLine() {
  const sent = useActionData<typeof action>();
  const t = useTranslations("payouts");
  return (
    <BankLinePage
      list={PAGE}
      {...useLoaderData<typeof loader>()}
      title={t("bank_title")}
      errors={sent?.reply.errors ?? {}}
      values={sent?.reply.values ?? {}}
    />
  );
}
