import type { LinksFunction } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useLocation,
  useRouteError,
} from "@remix-run/react";
import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import { ButtonLink } from "~/components/button";
import { useNonce } from "~/components/nonce";
import { Page, PageTitle } from "~/components/page";
import { SignInForms } from "~/members/sign-in-forms";
import css from "./app.css?url";

export const links: LinksFunction = () => [
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "apple-touch-icon", href: "/apple-touch-icon.png" },
  { rel: "stylesheet", href: css },
];

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const locale = useLocale();
  return (
    <html lang={locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover" />
        <meta name="theme-color" content="#faf8f3" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

/** Every refusal in words: what happened, and what to do. A 401 is the sign-in form itself. */
export function ErrorBoundary() {
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
  const kind = status === 404 || status === 405 ? "not_found" : status === 403 ? "forbidden" : "failed";
  return (
    <Page width="reading">
      <title>{t(`${kind}_title`)}</title>
      <PageTitle>{t(`${kind}_title`)}</PageTitle>
      <p>{t(`${kind}_text`)}</p>
      <p className="mt-6">
        <ButtonLink href="/" variant="secondary">
          {t("home")}
        </ButtonLink>
      </p>
    </Page>
  );
}
