import { randomUUID } from "node:crypto";
import { type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { askForRefund } from "~/bookings/ask-for-refund.server";
import { parseBookingTerms } from "~/bookings/booking";
import { findBookingOf } from "~/bookings/bookings.queries.server";
import { WORDS_LIMIT_COUNT } from "~/bookings/own-words";
import { Button, ButtonLink } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { Field, TextArea } from "~/components/field";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { formatMoney, majorText } from "~/kernel/money";
import { inTransaction } from "~/platform/database.server";
import { type FormReply, refused, refusedForm, unprocessable } from "../form.server";
import { guardedAction, guardedLoader, notFound, requireFound } from "../guard.server";
import { listAfterUse } from "./after-use.server";
import { VoucherChoice } from "./voucher-choice-view";

export const loader = guardedLoader("resident/ask-refund", async (visit) => {
  const { services, person, params, url, t } = visit;
  const booking = requireFound(await findBookingOf(services.db.read, person.id, params.id ?? ""));
  const vouchers = (await listAfterUse(visit, booking)).flatMap(({ id, ordinal, used, ask }) =>
    ask ? [{ id, ordinal, used, ...ask }] : [],
  );
  const { title_zh, title_en } = parseBookingTerms(booking.terms_json);
  return {
    title: t("after_use.ask_title"),
    id: randomUUID(),
    booking_id: booking.id,
    about: { written: title_zh, english: title_en },
    vouchers,
    chosen: (vouchers.find(({ id }) => id === url.searchParams.get("voucher")) ?? vouchers[0])?.id,
  };
});

export const action = guardedAction("resident/ask-refund", async (visit) => {
  const { services, person, params, readForm, fields, t, now } = visit;
  const booking_id = params.id ?? "";
  const form = readForm();
  if (!form.ok) return unprocessable(form.reply);
  const wish = { ...form.value, booking_id, resident_id: person.id };
  const asked = await inTransaction(services.db, (trx) => askForRefund(trx, wish, now));
  if (asked.ok) return redirect(`/me/bookings/${booking_id}`, 303);
  if (asked.error === "voucher-unknown") throw notFound();
  if (asked.error === "too-much") return unprocessable(refusedForm(fields, "refund_too_much", t, "amount"));
  return refused(refusedForm(fields, `refund_${asked.error.replaceAll("-", "_")}`, t), 409);
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function AskRefund() {
  const page = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("after_use");
  const problem = sent?.reply.errors[""];
  const back = (
    <ButtonLink href={`/me/bookings/${page.booking_id}`} variant="secondary">
      {t("back")}
    </ButtonLink>
  );
  return (
    <Page width="form">
      <PageTitle lead={<OwnText {...page.about} />}>{t("ask_title")}</PageTitle>
      {problem ? (
        <Notice tone="danger" className="mb-6">
          {problem.join(" ")}
        </Notice>
      ) : null}
      {page.vouchers.length === 0 ? (
        <EmptyState title={t("ask_none")} action={back}>
          {t("ask_none_why")}
        </EmptyState>
      ) : (
        <Fields {...page} reply={sent?.reply} />
      )}
    </Page>
  );
}

type FieldsProps = Pick<
  ReturnType<typeof useLoaderData<typeof loader>>,
  "id" | "booking_id" | "vouchers" | "chosen"
> & {
  reply: FormReply | undefined;
};

function Fields({ id, booking_id, vouchers, chosen, reply }: FieldsProps) {
  const t = useTranslations("after_use");
  const { errors = {}, values = {} } = reply ?? {};
  const voucher = vouchers.find((each) => each.id === (values.voucher_id ?? chosen)) ?? vouchers[0];
  const left_minor = voucher?.left_minor ?? 0;
  return (
    <form method="post" action={`/me/bookings/${booking_id}/refund`} data-action="refund" className="grid gap-5">
      <input type="hidden" name="id" value={errors.id || errors[""] ? id : (values.id ?? id)} />
      <p>{t("ask_lead", { time: voucher?.until ?? "" })}</p>
      <VoucherChoice vouchers={vouchers} chosen={values.voucher_id ?? chosen} errors={errors.voucher_id} />
      <Field
        label={t("amount")}
        hint={t("amount_hint", { amount: formatMoney(left_minor) })}
        name="amount"
        unit={t("yuan")}
        inputMode="decimal"
        autoComplete="off"
        required
        controlClassName="tnum"
        defaultValue={values.amount ?? majorText(left_minor)}
        errors={errors.amount}
      />
      <TextArea
        label={t("reason")}
        hint={t("reason_hint")}
        name="reason"
        required
        maxLength={WORDS_LIMIT_COUNT}
        defaultValue={values.reason}
        errors={errors.reason}
      />
      <Button isWide size="lg">
        {t("send_refund")}
      </Button>
      <p className="text-sm text-ink-3">{t("ask_next")}</p>
      <ButtonLink href={`/me/bookings/${booking_id}`} variant="quiet">
        {t("back")}
      </ButtonLink>
    </form>
  );
}
