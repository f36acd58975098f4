import type { MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Breadcrumb, Page, PageTitle } from "~/components/page";
import { BankLineForms } from "~/payouts/bank-line-view";
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
  const { line, is_open, fitting } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("payouts");
  return (
    <Page width="reading">
      <Breadcrumb
        label={t("fund_bank_title")}
        items={[{ label: t("fund_bank_title"), href: PAGE }, { label: t("line_title") }]}
      />
      <PageTitle>{t("line_title")}</PageTitle>
      <BankLineForms
        action={`${PAGE}/${line.id}`}
        line={line}
        is_open={is_open}
        fitting={fitting}
        errors={sent?.reply.errors ?? {}}
        values={sent?.reply.values ?? {}}
      />
    </Page>
  );
}
