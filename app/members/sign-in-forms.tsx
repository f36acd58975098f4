import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { Field } from "~/components/field";
import { Notice } from "~/components/notice";
import { Section } from "~/components/page";
import { TextLink } from "~/components/text-link";

interface SignInFormsProps {
  /** Where to go afterwards: a path of ours. */
  next: string;
  /** Complaints by field, and what was typed. */
  reply?: { errors: Record<string, string[]>; values: Record<string, string> } | undefined;
  /** False where this installation cannot send text messages. */
  hasPhoneCodes?: boolean | undefined;
}

/** Signing in by a code to the phone, or with e-mail and password; both work everywhere and without JavaScript. */
export function SignInForms({ next, reply, hasPhoneCodes = true }: SignInFormsProps) {
  const t = useTranslations("sign_in");
  const errors = reply?.errors ?? {};
  const values = reply?.values ?? {};
  return (
    <>
      {errors[""] ? <Notice tone="danger">{errors[""].join(" ")}</Notice> : null}
      {hasPhoneCodes ? (
        <Section title={t("by_phone")}>
          <form method="post" action="/sign-in/code" data-action="send-code" className="grid gap-4">
            <input type="hidden" name="next" value={next} />
            <Field
              label={t("phone")}
              hint={t("phone_hint")}
              name="phone"
              type="tel"
              inputMode="numeric"
              autoComplete="tel-national"
              required
              defaultValue={values.phone}
              errors={errors.phone}
            />
            <Button isWide>{t("send_code")}</Button>
          </form>
        </Section>
      ) : null}
      <Section title={t("by_password")}>
        <form method="post" action="/sign-in" data-action="sign-in" className="grid gap-4">
          <input type="hidden" name="next" value={next} />
          <Field
            label={t("email")}
            name="email"
            type="email"
            autoComplete="username"
            required
            defaultValue={values.email}
            errors={errors.email}
          />
          <Field
            label={t("password")}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            errors={errors.password}
          />
          <Button variant="secondary" isWide>
            {t("sign_in")}
          </Button>
        </form>
      </Section>
      <p className="mt-6">
        {t("new_here")} <TextLink href={`/register?next=${encodeURIComponent(next)}`}>{t("register")}</TextLink>
      </p>
    </>
  );
}
