import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "~/components/button";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle } from "~/components/page";
import { TermList } from "~/components/term-list";
import { countUnseenNotices } from "~/members/members.queries.server";
import { maskPhone } from "~/members/person";
import { guardedLoader } from "../guard.server";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("resident/me", async ({ person, t, services }) => ({
  title: t("bookings.me_title"),
  name: person.name,
  phone: person.phone && maskPhone(person.phone),
  email: person.email,
  notice_count: await countUnseenNotices(services.db.read, person.id),
}));

export default function Me() {
  const { name, phone, email, notice_count } = useLoaderData<typeof loader>();
  const t = useTranslations("bookings");
  return (
    <Page width="reading">
      <PageTitle>
        <OwnText written={name} />
      </PageTitle>
      <TermList
        items={[
          { term: t("phone"), details: phone ?? t("none") },
          { term: t("email"), details: email ?? t("none") },
        ]}
      />
      <p className="mt-6 flex flex-wrap gap-3">
        <ButtonLink href="/me/bookings">{t("orders")}</ButtonLink>
        <ButtonLink href="/me/notices" variant="secondary">
          {notice_count > 0 ? t("notices_unread", { count: notice_count }) : t("notices")}
        </ButtonLink>
        <ButtonLink href="/fund" variant="secondary">
          {t("fund_link")}
        </ButtonLink>
      </p>
    </Page>
  );
}
