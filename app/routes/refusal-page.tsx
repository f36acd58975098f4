import { isRouteErrorResponse, useLocation, useRouteError } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "~/components/button";
import { Page, PageTitle } from "~/components/page";
import { SignInForms } from "~/members/sign-in-forms";

const KINDS: Record<number, "invalid" | "forbidden" | "not_found" | "method" | "too_large" | "limited" | "busy"> = {
  400: "invalid",
  403: "forbidden",
  404: "not_found",
  405: "method",
  413: "too_large",
  415: "invalid",
  422: "invalid",
  429: "limited",
  503: "busy",
};

/** Every refusal in words: what happened, and what to do. A 401 is the sign-in form itself. */
export function RefusalPage() {
  const t = useTranslations("error_pages");
  const error = useRouteError();
  const location = useLocation();
  const status = isRouteErrorResponse(error) ? error.status : 500;
  if (status === 401) {
    return (
      <Page width="form">
        <title>{t("sign_in_title")}</title>
        <PageTitle>{t("sign_in_title")}</PageTitle>
        <SignInForms next={location.pathname + location.search} />
      </Page>
    );
  }
  const kind = KINDS[status] ?? "failed";
  // a limit says itself what was too much, and until when
  const text = isRouteErrorResponse(error) && kind === "limited" ? String(error.data ?? "") : "";
  return (
    <Page width="reading">
      <title>{t(`${kind}_title`)}</title>
      <PageTitle>{t(`${kind}_title`)}</PageTitle>
      <p>{text || t(`${kind}_text`)}</p>
      <p className="mt-6">
        <ButtonLink href="/" variant="secondary">
          {t("home")}
        </ButtonLink>
      </p>
    </Page>
  );
}
