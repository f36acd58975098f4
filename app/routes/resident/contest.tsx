import { type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { parseBookingTerms } from "~/bookings/booking";
import { findBookingOf } from "~/bookings/bookings.queries.server";
import { contestRedemption } from "~/bookings/contest-redemption.server";
import { WORDS_LIMIT_COUNT } from "~/bookings/own-words";
import { Button, ButtonLink } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { TextArea } from "~/components/field";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { inTransaction } from "~/platform/database.server";
import { refused, refusedForm, unprocessable } from "../form.server";
import { guardedAction, guardedLoader, notFound, requireFound } from "../guard.server";
import { listAfterUse } from "./after-use.server";
import { VoucherChoice } from "./voucher-choice-view";

export const loader = guardedLoader("resident/contest", async (visit) => {
  const { services, person, params, url, t } = visit;
  const booking = requireFound(await findBookingOf(services.db.read, person.id, params.id ?? ""));
  const vouchers = (await listAfterUse(visit, booking)).flatMap(({ id, ordinal, used, contest }) =>
    contest?.step === "possible" ? [{ id, ordinal, used, until: contest.until }] : [],
  );
  const { title_zh, title_en } = parseBookingTerms(booking.terms_json);
  return {
    title: t("after_use.contest_title"),
    booking_id: booking.id,
    about: { written: title_zh, english: title_en },
    vouchers,
    chosen: (vouchers.find(({ id }) => id === url.searchParams.get("voucher")) ?? vouchers[0])?.id,
  };
});

export const action = guardedAction("resident/contest", async (visit) => {
  const { services, person, params, readForm, fields, t, now } = visit;
  const booking_id = params.id ?? "";
  const form = readForm();
  if (!form.ok) return unprocessable(form.reply);
  const contest = { ...form.value, booking_id, resident_id: person.id };
  const contested = await inTransaction(services.db, (trx) => contestRedemption(trx, contest, now));
  if (contested.ok) return redirect(`/me/bookings/${booking_id}`, 303);
  if (contested.error === "voucher-unknown") throw notFound();
  return refused(refusedForm(fields, REFUSALS[contested.error], t), 409);
});

const REFUSALS = {
  "contest-over": "contest_over",
  "not-redeemed": "refund_not_redeemed",
  disputed: "refund_disputed",
  "already-closed": "complaint_already_closed",
} as const;

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Contest() {
  const { booking_id, about, vouchers, chosen } = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("after_use");
  const { errors = {}, values = {} } = sent?.reply ?? {};
  const back = (
    <ButtonLink href={`/me/bookings/${booking_id}`} variant="secondary">
      {t("back")}
    </ButtonLink>
  );
  return (
    <Page width="form">
      <PageTitle lead={<OwnText {...about} />}>{t("contest_title")}</PageTitle>
      {errors[""] ? (
        <Notice tone="danger" className="mb-6">
          {errors[""].join(" ")}
        </Notice>
      ) : null}
      {vouchers.length === 0 ? (
        <EmptyState title={t("contest_none")} action={back}>
          {t("contest_none_why")}
        </EmptyState>
      ) : (
        <form method="post" action={`/me/bookings/${booking_id}/contest`} data-action="contest" className="grid gap-5">
          <p>{t("contest_lead")}</p>
          <VoucherChoice vouchers={vouchers} chosen={values.voucher_id ?? chosen} errors={errors.voucher_id} />
          <TextArea
            label={t("what_happened")}
            hint={t("what_happened_hint")}
            name="text"
            required
            maxLength={WORDS_LIMIT_COUNT}
            defaultValue={values.text}
            errors={errors.text}
          />
          <Button isWide size="lg">
            {t("send_contest")}
          </Button>
          <p className="text-sm text-ink-3">{t("contest_next")}</p>
          <ButtonLink href={`/me/bookings/${booking_id}`} variant="quiet">
            {t("back")}
          </ButtonLink>
        </form>
      )}
    </Page>
  );
}
