import { data, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import type * as z from "zod";
import { Button } from "~/components/button";
import { Field } from "~/components/field";
import { Notice } from "~/components/notice";
import { Page, PageTitle } from "~/components/page";
import { TextLink } from "~/components/text-link";
import { findOpenSignInCode, findPersonByPhone } from "~/members/members.queries.server";
import { isMobilePhone, maskPhone, normalisePhone } from "~/members/person";
import { sendSignInCode } from "~/members/send-sign-in-code.server";
import type { enterCodeSchema, sendCodeSchema } from "~/members/sign-in.schema";
import { SignInForms } from "~/members/sign-in-forms";
import { signInWithCode } from "~/members/sign-in-with-code.server";
import { isLocale } from "~/messages/locale";
import { translatorFor } from "~/messages/translator.server";
import { inTransaction } from "~/platform/database.server";
import { type FormReply, type ReadForm, refusedForm, unprocessable } from "../form.server";
import { guardedAction, guardedLoader, type Visit } from "../guard.server";
import { nextPath } from "../next-path";
import {
  countMiss,
  countTry,
  findFlood,
  giveBackTry,
  type Limited,
  limitedForm,
  type Tries,
} from "../rate-limits.server";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("public/sign-in-code", async ({ t, services, url }) => ({
  title: t("sign_in.page_title"),
  is_demo: services.settings.is_demo,
  next: nextPath(url.searchParams.get("next")),
}));

export const action = guardedAction("public/sign-in-code", async (visit) => {
  const is_entering = visit.fields.has("code");
  return is_entering ? enterCode(visit, visit.readForm("enter")) : sendCode(visit, visit.readForm("send"));
});

type SendForm = z.output<typeof sendCodeSchema>;
type EnterForm = z.output<typeof enterCodeSchema>;

async function sendCode(visit: Visit, form: ReadForm<SendForm>) {
  const { services, context, t, now, locale } = visit;
  if (!form.ok) return unprocessable(form.reply);
  const phone = normalisePhone(form.value.phone);
  if (!isMobilePhone(phone)) return unprocessable(refusedForm(form.value, "phone", t, "phone"));
  if (!services.sms.isAvailable) return unprocessable(refusedForm(form.value, "no_sms", t, "phone"));
  const tries: Tries = [
    ["code_sends_per_phone_and_address", `${phone}\n${context.ip}`],
    ["code_sends_per_phone", phone],
    ["code_sends_per_address", context.ip],
  ];
  const limited = await countTry(visit, tries);
  if (limited) return data({ reply: limitedForm(form.value, limited, visit) }, { status: 429 });
  const prepared = await inTransaction(services.db, (trx) =>
    sendSignInCode(trx, phone, services.keys.session_secret, now),
  );
  if (!prepared.ok) {
    await giveBackTry(visit, tries);
    context.setHeader("retry-after", "60");
    return data({ reply: refusedForm(form.value, "code_recent", t), sent_to: phone }, { status: 429 });
  }
  const receiver = await findPersonByPhone(services.db.read, phone);
  const language = isLocale(receiver?.locale) ? receiver.locale : locale;
  const text = translatorFor(language)("sign_in.sms", { code: prepared.value.code });
  await services.sms.send({ id: context.request_id, phone, text, sent_at: now });
  const reply: FormReply = { errors: {}, values: { phone, next: nextPath(form.value.next) } };
  return data({ reply, sent_to: phone });
}

async function enterCode(visit: Visit, form: ReadForm<EnterForm>) {
  const { services, context, t, now, locale } = visit;
  if (!form.ok) return data({ reply: form.reply, sent_to: form.reply.values.phone ?? "" }, { status: 422 });
  const phone = normalisePhone(form.value.phone);
  const refuse = (limited: Limited) =>
    data({ reply: limitedForm(form.value, limited, visit), sent_to: phone }, { status: 429 });
  const tries = await triesOf(visit, phone);
  const limited = (await findFlood(visit, "code")) ?? (await countTry(visit, tries));
  if (limited) return refuse(limited);
  const signed_in = await signInWithCode(
    services.db,
    {
      phone,
      code: form.value.code.trim(),
      session_secret: services.keys.session_secret,
      locale,
      new_name: t("sign_in.new_name", { tail: phone.slice(-4) }),
    },
    now,
  );
  if (!signed_in.ok) {
    const too_many = await countMiss(visit, "code");
    if (too_many) return refuse(too_many);
    const key = signed_in.error === "code-expired" ? "code_expired" : "code_wrong";
    return data({ reply: refusedForm(form.value, key, t, "code"), sent_to: phone }, { status: 401 });
  }
  await giveBackTry(visit, tries);
  return redirect(nextPath(form.value.next), {
    status: 303,
    headers: { "set-cookie": await context.sessions.open(signed_in.value.person_id) },
  });
}

/** Where no code can be right, a try is counted against its sender alone: it takes nothing from the phone's owner. */
async function triesOf({ services, context, now }: Visit, phone: string): Promise<Tries> {
  const sender = ["code_tries_per_phone_and_address", `${phone}\n${context.ip}`] as const;
  const open = await findOpenSignInCode(services.db.read, phone);
  if (!open || open.expires_at <= now || open.tries_left_count === 0) return [sender];
  return [["code_tries_per_code_and_address", `${open.id}\n${context.ip}`], sender, ["code_tries_per_phone", phone]];
}

export default function SignInCode() {
  const { is_demo, next } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const t = useTranslations("sign_in");
  const sent_to = answer && "sent_to" in answer ? answer.sent_to : undefined;
  if (!sent_to) {
    return (
      <Page width="form">
        <PageTitle>{t("title")}</PageTitle>
        <SignInForms next={nextPath(answer?.reply.values.next ?? next)} reply={answer?.reply} />
      </Page>
    );
  }
  const { errors = {}, values = {} } = answer?.reply ?? {};
  return (
    <Page width="form">
      <PageTitle lead={t("sent_to", { phone: maskPhone(sent_to) })}>{t("enter_code")}</PageTitle>
      {errors[""] ? <Notice tone="warning">{errors[""].join(" ")}</Notice> : null}
      {is_demo ? (
        <Notice>
          {t("demo_outbox")}{" "}
          <TextLink href="/demo/messages" target="_blank">
            {t("demo_outbox_link")}
          </TextLink>
        </Notice>
      ) : null}
      <form method="post" action="/sign-in/code" data-action="enter-code" className="mt-4 grid gap-4">
        <input type="hidden" name="phone" value={sent_to} />
        <input type="hidden" name="next" value={nextPath(values.next)} />
        <Field
          label={t("code")}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          required
          errors={errors.code}
          controlClassName="tnum text-2xl tracking-[0.3em]"
        />
        <Button isWide>{t("sign_in")}</Button>
      </form>
    </Page>
  );
}
