import { data, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { Checkbox } from "~/components/choice";
import { Field } from "~/components/field";
import { Notice } from "~/components/notice";
import { Page, PageTitle } from "~/components/page";
import { hashPassword } from "~/members/password.server";
import { normaliseEmail } from "~/members/person";
import { registerPerson } from "~/members/register-person.server";
import { inTransaction } from "~/platform/database.server";
import { refusedForm, unprocessable } from "../form.server";
import { guardedAction, guardedLoader } from "../guard.server";
import { nextPath } from "../next-path";
import { countTry, limitedForm } from "../rate-limits.server";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("public/register", async ({ url, t }) => ({
  title: t("sign_in.register_title"),
  next: nextPath(url.searchParams.get("next")),
}));

export const action = guardedAction("public/register", async (visit) => {
  const { services, context, t, now, locale } = visit;
  const form = visit.readForm();
  if (!form.ok) return unprocessable(form.reply);
  const { name, email, password, next } = form.value;
  const limited = await countTry(visit, [["registrations_per_address", context.ip]]);
  if (limited) return data({ reply: limitedForm(form.value, limited, visit) }, { status: 429 });
  const password_hash = await hashPassword(password);
  const registered = await inTransaction(services.db, (trx) =>
    registerPerson(trx, { name, email: normaliseEmail(email), password_hash, locale, role: "resident" }, now),
  );
  if (!registered.ok) return data({ reply: refusedForm(form.value, "email_taken", t, "email") }, { status: 409 });
  return redirect(nextPath(next), {
    status: 303,
    headers: { "set-cookie": await context.sessions.open(registered.value.person_id) },
  });
});

export default function Register() {
  const { next } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>()?.reply;
  const t = useTranslations("sign_in");
  const { errors = {}, values = {} } = reply ?? {};
  return (
    <Page width="form">
      <PageTitle lead={t("register_lead")}>{t("register_title")}</PageTitle>
      {errors[""] ? (
        <Notice tone="danger" className="mb-4">
          {errors[""].join(" ")}
        </Notice>
      ) : null}
      <form method="post" action="/register" data-action="register" className="grid gap-4">
        <input type="hidden" name="next" value={values.next ?? next} />
        <Field
          label={t("name")}
          hint={t("name_hint")}
          name="name"
          autoComplete="nickname"
          required
          maxLength={40}
          defaultValue={values.name}
          errors={errors.name}
        />
        <Field
          label={t("email")}
          name="email"
          type="email"
          autoComplete="email"
          required
          defaultValue={values.email}
          errors={errors.email}
        />
        <Field
          label={t("password")}
          hint={t("password_hint")}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={8}
          errors={errors.password}
        />
        <Checkbox
          label={t("consent")}
          name="consent"
          required
          defaultChecked={values.consent === "on"}
          errors={errors.consent}
        />
        <Button isWide>{t("register")}</Button>
      </form>
    </Page>
  );
}
