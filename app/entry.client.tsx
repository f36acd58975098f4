import { RemixBrowser } from "@remix-run/react";
import { StrictMode, startTransition } from "react";
import { hydrateRoot } from "react-dom/client";
import { IntlProvider } from "use-intl";
import { NonceContext } from "~/components/nonce";
import { DEFAULT_LOCALE, isLocale, MESSAGES_SCRIPT_ID, type Messages } from "~/messages/locale";

/** The texts the server wrote this page with. Their element is taken away: React would not know it. */
function takeMessages(): Messages {
  const script = document.getElementById(MESSAGES_SCRIPT_ID);
  script?.remove();
  return JSON.parse(script?.textContent ?? "{}") as Messages;
}

const { lang } = document.documentElement;
const locale = isLocale(lang) ? lang : DEFAULT_LOCALE;
const messages = takeMessages();
// the browser hides nonce attributes from the DOM; the property still tells the value the server rendered with
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <NonceContext.Provider value={nonce}>
        <IntlProvider locale={locale} messages={messages} timeZone="UTC">
          <RemixBrowser />
        </IntlProvider>
      </NonceContext.Provider>
    </StrictMode>,
  );
});
