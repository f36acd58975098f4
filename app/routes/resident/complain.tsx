import { type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { parseBookingTerms } from "~/bookings/booking";
import { findBookingOf } from "~/bookings/bookings.queries.server";
import { complainAboutRefund } from "~/bookings/complain-about-refund.server";
import { WORDS_LIMIT_COUNT } from "~/bookings/own-words";
import { findRefundRequest } from "~/bookings/refunds.queries.server";
import { Button, ButtonLink } from "~/components/button";
import { ChoiceList } from "~/components/choice";
import { EmptyState } from "~/components/empty-state";
import { TextArea } from "~/components/field";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { formatMoney } from "~/kernel/money";
import { inTransaction } from "~/platform/database.server";
import { type FormReply, refused, refusedForm, unprocessable } from "../form.server";
import { guardedAction, guardedLoader, notFound, requireFound } from "../guard.server";
import { listAfterUse } from "./after-use.server";

export const loader = guardedLoader("resident/complain", async (visit) => {
  const { services, person, params, url, t } = visit;
  const booking = requireFound(await findBookingOf(services.db.read, person.id, params.id ?? ""));
  const used = await listAfterUse(visit, booking);
  const requests = used.flatMap((voucher) =>
    voucher.requests.filter(({ complaint }) => complaint?.step === "possible"),
  );
  const { title_zh, title_en } = parseBookingTerms(booking.terms_json);
  return {
    title: t("after_use.complain_title"),
    booking_id: booking.id,
    about: { written: title_zh, english: title_en },
    requests,
    chosen: (requests.find(({ id }) => id === url.searchParams.get("request")) ?? requests[0])?.id,
  };
});

export const action = guardedAction("resident/complain", async (visit) => {
  const { services, person, params, readForm, fields, t, now } = visit;
  const booking_id = params.id ?? "";
  const form = readForm();
  if (!form.ok) return unprocessable(form.reply);
  const request = await findRefundRequest(services.db.read, form.value.request_id);
  if (request?.booking_id !== booking_id) throw notFound();
  const complaint = { ...form.value, resident_id: person.id };
  const complained = await inTransaction(services.db, (trx) => complainAboutRefund(trx, complaint, now));
  if (complained.ok) return redirect(`/me/bookings/${booking_id}`, 303);
  if (complained.error === "request-unknown") throw notFound();
  return refused(refusedForm(fields, `complaint_${complained.error.replaceAll("-", "_")}`, t), 409);
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Complain() {
  const page = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  const t = useTranslations("after_use");
  const problem = sent?.reply.errors[""];
  return (
    <Page width="form">
      <PageTitle lead={<OwnText {...page.about} />}>{t("complain_title")}</PageTitle>
      {problem ? (
        <Notice tone="danger" className="mb-6">
          {problem.join(" ")}
        </Notice>
      ) : null}
      {page.requests.length === 0 ? (
        <EmptyState
          title={t("complain_none")}
          action={
            <ButtonLink href={`/me/bookings/${page.booking_id}`} variant="secondary">
              {t("back")}
            </ButtonLink>
          }
        >
          {t("complain_none_why")}
        </EmptyState>
      ) : (
        <Fields {...page} reply={sent?.reply} />
      )}
    </Page>
  );
}

type FieldsProps = Pick<ReturnType<typeof useLoaderData<typeof loader>>, "booking_id" | "requests" | "chosen"> & {
  reply: FormReply | undefined;
};

function Fields({ booking_id, requests, chosen, reply }: FieldsProps) {
  const t = useTranslations("after_use");
  const { errors = {}, values = {} } = reply ?? {};
  return (
    <form method="post" action={`/me/bookings/${booking_id}/complain`} data-action="complain" className="grid gap-5">
      <p>{t("complain_lead")}</p>
      <ChoiceList
        legend={t("which_request")}
        name="request_id"
        required
        defaultValue={values.request_id ?? chosen}
        errors={errors.request_id}
        choices={requests.map(({ id, wanted_minor, asked, answer }) => ({
          value: id,
          label: t("asked", { amount: formatMoney(wanted_minor) }),
          note: (
            <>
              {asked}
              {answer ? (
                <span className="block">
                  {t.rich("shop_said", { answer, own: () => <OwnText written={answer} /> })}
                </span>
              ) : null}
            </>
          ),
        }))}
      />
      <TextArea
        label={t("why_wrong")}
        hint={t("why_wrong_hint")}
        name="text"
        required
        maxLength={WORDS_LIMIT_COUNT}
        defaultValue={values.text}
        errors={errors.text}
      />
      <Button isWide size="lg">
        {t("send_complaint")}
      </Button>
      <ButtonLink href={`/me/bookings/${booking_id}`} variant="quiet">
        {t("back")}
      </ButtonLink>
    </form>
  );
}
