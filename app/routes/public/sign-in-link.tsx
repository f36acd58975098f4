import { data, type MetaFunction, redirect } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { Notice } from "~/components/notice";
import { Page, PageTitle } from "~/components/page";
import { useOneTimeLink } from "~/members/use-one-time-link.server";
import { inTransaction } from "~/platform/database.server";
import { guardedAction, guardedLoader } from "../guard.server";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("public/sign-in-link", async ({ t }) => ({ title: t("sign_in.page_title") }));

/** The link is spent by the button, not by opening it: mail scanners open every address they see. */
export const action = guardedAction("public/sign-in-link", async ({ params, services, context, now }) => {
  const used = await inTransaction(services.db, (trx) => useOneTimeLink(trx, params.token ?? "", now));
  if (!used.ok) return data({ is_invalid: true }, { status: 401 });
  return redirect("/", { status: 303, headers: { "set-cookie": await context.sessions.open(used.value.person_id) } });
});

export default function SignInLink() {
  const t = useTranslations("sign_in");
  const answer = useActionData<typeof action>();
  return (
    <Page width="form">
      <PageTitle>{t("link_title")}</PageTitle>
      {answer?.is_invalid ? <Notice tone="danger">{t("link_invalid")}</Notice> : null}
      <form method="post" data-action="sign-in-link">
        <Button isWide>{t("sign_in")}</Button>
      </form>
    </Page>
  );
}
