import { type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { Field } from "~/components/field";
import { Page, PageTitle, Section } from "~/components/page";
import { instant } from "~/kernel/instant";
import { formatMoney } from "~/kernel/money";
import { payoutNotice } from "~/payouts/payout-notice";
import { PayoutNoticeLine } from "~/payouts/payout-notice-line";
import { listNames } from "~/payouts/payouts.queries.server";
import { requestWithdrawal } from "~/payouts/request-withdrawal.server";
import { getWithdrawableSum, listWithdrawals } from "~/payouts/withdrawals.queries.server";
import { inTransaction } from "~/platform/database.server";
import { refusedForm, unprocessable } from "../form.server";
import { guardedAction, guardedLoader, type MemberVisit } from "../guard.server";
import { WithdrawableLines, WithdrawalTable } from "./withdrawal-table-view";

const SHOWN_COUNT = 60;

export const loader = guardedLoader("operator/withdrawals", async (visit) => ({
  title: visit.t("payouts.withdrawals_title"),
  notice: payoutNotice(visit.url),
  sum: await getWithdrawableSum(visit.services.db.read),
  rows: await withdrawalRows(visit),
}));

const COMPLAINTS = {
  "amount-invalid": "shop_price_malformed",
  "more-than-there-is": "more_than_there_is",
  "withdrawal-open": "withdrawal_open",
} as const;

/** Asks for a withdrawal; somebody else approves it. */
export const action = guardedAction("operator/withdrawals", async (visit) => {
  const { services, person, t, now } = visit;
  const form = visit.readForm();
  if (!form.ok) return unprocessable(form.reply);
  const wanted = { amount_minor: form.value.amount, requested_by: person.id };
  const requested = await inTransaction(services.db, (trx) => requestWithdrawal(trx, wanted, now));
  if (requested.ok) return redirect("/operator/withdrawals?notice=requested", { status: 303 });
  const reply = refusedForm(visit.fields, COMPLAINTS[requested.error], t, "amount");
  if (requested.error === "more-than-there-is") {
    const { withdrawable_minor } = await getWithdrawableSum(services.db.read);
    reply.errors.amount = [t("payouts.at_most", { amount: formatMoney(Math.max(0, withdrawable_minor)) })];
  }
  return unprocessable(reply);
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Withdrawals() {
  const { notice, sum, rows } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("payouts");
  return (
    <Page>
      <PageTitle lead={t("withdrawals_lead")}>{t("withdrawals_title")}</PageTitle>
      {sent ? null : <PayoutNoticeLine notice={notice} />}
      <WithdrawableLines sum={sum} />
      <form method="post" action="/operator/withdrawals" data-action="withdraw" className="grid max-w-md gap-3">
        <Field
          label={t("withdraw_amount")}
          name="amount"
          inputMode="decimal"
          required
          defaultValue={sent?.reply.values.amount ?? ""}
          errors={sent?.reply.errors.amount}
        />
        <div>
          <Button>{t("request")}</Button>
        </div>
      </form>
      <Section title={t("withdrawals_title")} className="mt-9">
        {rows.length === 0 ? (
          <EmptyState title={t("withdrawals_empty")}>{t("withdrawals_empty_why")}</EmptyState>
        ) : (
          <WithdrawalTable rows={rows} />
        )}
      </Section>
    </Page>
  );
}

async function withdrawalRows({ services, dates, person }: MemberVisit) {
  const { read } = services.db;
  const withdrawals = await listWithdrawals(read, SHOWN_COUNT);
  const names = await listNames(
    read,
    withdrawals.flatMap(({ requested_by, approved_by }) => [requested_by, approved_by]),
  );
  return withdrawals.map(
    ({ id, state, amount_minor, reference, requested_at, requested_by, approved_by, ...rest }) => ({
      id,
      state,
      amount_minor,
      reference,
      day: dates.date(instant(requested_at)),
      requested_by: names.get(requested_by) ?? "",
      approved_by: names.get(approved_by ?? "") ?? "",
      is_own: requested_by === person.id,
      is_arrived: rest.bank_line_id !== null,
      failure_reason: rest.failure_reason,
    }),
  );
}
