import { type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useLocale, useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { Field } from "~/components/field";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle, Section } from "~/components/page";
import { TermList } from "~/components/term-list";
import { hasRoleAt } from "~/members/person";
import { ownText } from "~/messages/own-text";
import { findPayoutAccount } from "~/payouts/payouts.queries.server";
import { savePayoutAccount } from "~/payouts/save-payout-account.server";
import { inTransaction } from "~/platform/database.server";
import { unprocessable } from "../form.server";
import { guardedAction, guardedLoader, notFound } from "../guard.server";
import { Onboard } from "./onboard-view";

export const loader = guardedLoader("merchant/payout-account", async (visit) => {
  const { services, merchant_id, person, t, url } = visit;
  const account = await findPayoutAccount(services.db.read, merchant_id);
  const is_owner = hasRoleAt(person, merchant_id, ["owner"]);
  const { holder = "", bank_name = "", account_number = "" } = account ?? {};
  return {
    title: t("payouts.account_title"),
    is_owner,
    is_saved: url.searchParams.has("saved"),
    is_unavailable: url.searchParams.has("unavailable"),
    check:
      account?.rail === "stripe_transfer"
        ? {
            is_ready: account.is_payable === 1,
            missing: JSON.parse(account.missing_json) as string[],
            refusal: account.opening_refusal,
          }
        : null,
    account: account
      ? { rail: account.rail, holder, bank_name, account_number: is_owner ? account_number : masked(account_number) }
      : null,
  };
});

/** Only the owner says where the money goes. */
export const action = guardedAction("merchant/payout-account", async (visit) => {
  const { services, merchant_id, person, now } = visit;
  const form = visit.readForm();
  if (!form.ok) return unprocessable(form.reply);
  const details = { ...form.value, payee: merchant_id, updated_by: person.id };
  const saved = await inTransaction(services.db, (trx) => savePayoutAccount(trx, details, now));
  if (!saved.ok) throw notFound();
  return redirect("/merchant/payout-account?saved=1", { status: 303 });
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function PayoutAccount() {
  const { is_owner, is_saved, is_unavailable, account, check } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("payouts");
  return (
    <Page width="reading">
      <PageTitle lead={t("account_lead")}>{t("account_title")}</PageTitle>
      {is_saved && !sent ? (
        <Notice tone="success" className="mb-6">
          {t("account_saved")}
        </Notice>
      ) : null}
      {account ? (
        <Section title={t("account_now")}>
          <TermList
            items={[
              {
                term: t("account"),
                details: t(account.rail === "bank_batch" ? "account_rail_bank" : "account_rail_transfer"),
              },
              { term: t("holder"), details: <OwnText written={account.holder} /> },
              { term: t("bank_name"), details: <OwnText written={account.bank_name} /> },
              { term: t("account_number"), details: <span className="tnum">{account.account_number}</span> },
            ]}
          />
        </Section>
      ) : (
        <EmptyState title={t("account_title")}>{t("account_none")}</EmptyState>
      )}
      {is_owner ? (
        <Section title={t("save_account")} className="mt-9">
          <AccountForm values={sent?.reply.values ?? { ...account, rail: "" }} errors={sent?.reply.errors ?? {}} />
        </Section>
      ) : null}
      {is_owner ? (
        <Onboard check={check} is_unavailable={is_unavailable} />
      ) : (
        <p className="mt-6 text-ink-2">{t("account_owner_only")}</p>
      )}
    </Page>
  );
}

interface AccountFormProps {
  values: Readonly<Record<string, string>>;
  errors: Readonly<Record<string, string[]>>;
}

function AccountForm({ values, errors }: AccountFormProps) {
  const t = useTranslations("payouts");
  const locale = useLocale();
  return (
    <form method="post" action="/merchant/payout-account" data-action="save-account" className="grid gap-3">
      {(["holder", "bank_name", "account_number"] as const).map((name) => (
        <Field
          key={name}
          label={t(name)}
          hint={name === "bank_name" ? t("bank_hint") : undefined}
          name={name}
          required
          autoComplete="off"
          defaultValue={values[name] ?? ""}
          lang={ownText(locale, values[name] ?? "").lang}
          errors={errors[name]}
        />
      ))}
      <div>
        <Button>{t("save_account")}</Button>
      </div>
    </form>
  );
}

/** The last four digits: enough to recognise an account, too little to copy it. */
function masked(account_number: string): string {
  return account_number === "" ? "" : `•••• ${account_number.slice(-4)}`;
}
