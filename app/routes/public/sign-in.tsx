import { data, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { findMerchant } from "~/alliance/alliance.queries.server";
import { Button } from "~/components/button";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle, Section } from "~/components/page";
import { listFirstPersonOfEachRole } from "~/members/members.queries.server";
import { normaliseEmail } from "~/members/person";
import type { Role } from "~/members/role";
import { SignInForms } from "~/members/sign-in-forms";
import { signInWithPassword } from "~/members/sign-in-with-password.server";
import type { Bilingual } from "~/messages/own-text";
import { refusedForm, unprocessable } from "../form.server";
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

export const loader = guardedLoader("public/sign-in", async (visit) => ({
  title: visit.t("sign_in.page_title"),
  next: nextPath(visit.url.searchParams.get("next")),
  has_phone_codes: visit.services.sms.isAvailable,
  demo_people: visit.services.settings.is_demo ? await listDemoPeople(visit) : [],
}));

async function listDemoPeople({ services }: Visit) {
  const people = await listFirstPersonOfEachRole(services.db.read);
  return Promise.all(
    people.map(async (person) => ({
      id: person.id,
      name: person.name,
      role: person.role as Role,
      shop: person.scope_id ? await shopName(services, person.scope_id) : null,
    })),
  );
}

async function shopName({ db }: Visit["services"], merchant_id: string): Promise<Bilingual | null> {
  const shop = await findMerchant(db.read, merchant_id);
  return shop ? { written: shop.name_zh, english: shop.name_en } : null;
}

export const action = guardedAction("public/sign-in", async (visit) => {
  const { services, context, t } = visit;
  const form = visit.readForm();
  if (!form.ok) return unprocessable(form.reply);
  const { password, next } = form.value;
  const email = normaliseEmail(form.value.email);
  const refuse = (limited: Limited) => data({ reply: limitedForm(form.value, limited, visit) }, { status: 429 });
  const tries: Tries = [
    ["password_tries_per_account_and_address", `${email}\n${context.ip}`],
    ["password_tries_per_account", email],
  ];
  // counted before the password is compared, so that guesses sent at once cannot share one try
  const limited = (await findFlood(visit, "password")) ?? (await countTry(visit, tries));
  if (limited) return refuse(limited);
  const signed_in = await signInWithPassword(services.db.read, email, password);
  if (!signed_in.ok) {
    const too_many = await countMiss(visit, "password");
    return too_many ? refuse(too_many) : data({ reply: refusedForm(form.value, "credentials", t) }, { status: 401 });
  }
  await giveBackTry(visit, tries);
  return redirect(nextPath(next), {
    status: 303,
    headers: { "set-cookie": await context.sessions.open(signed_in.value.person_id) },
  });
});

export default function SignIn() {
  const { next, has_phone_codes, demo_people } = useLoaderData<typeof loader>();
  const t = useTranslations("sign_in");
  const reply = useActionData<typeof action>()?.reply;
  return (
    <Page width="form">
      <PageTitle>{t("title")}</PageTitle>
      <SignInForms next={reply?.values.next ?? next} reply={reply} hasPhoneCodes={has_phone_codes} />
      {demo_people.length > 0 ? (
        <Section title={t("demo_title")} lead={t("demo_lead")}>
          <ul className="grid gap-2 sm:grid-cols-2">
            {demo_people.map((person) => (
              <li key={person.id}>
                <form method="post" action="/demo/sign-in" data-action="demo-sign-in">
                  <input type="hidden" name="person_id" value={person.id} />
                  <input type="hidden" name="next" value={next} />
                  <Button variant="secondary" isWide className="flex-wrap gap-y-0" data-role={person.role}>
                    <span>
                      {t.rich("demo_person", {
                        role: t(`roles.${person.role}`),
                        name: person.name,
                        own: () => <OwnText written={person.name} />,
                      })}
                    </span>
                    {person.shop ? (
                      <span className="text-sm text-ink-2">
                        <OwnText {...person.shop} />
                      </span>
                    ) : null}
                  </Button>
                </form>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </Page>
  );
}
