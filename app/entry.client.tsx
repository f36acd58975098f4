import { RemixBrowser } from "@remix-run/react";
import { StrictMode, startTransition } from "react";
import { hydrateRoot } from "react-dom/client";
import { IntlProvider } from "use-intl";
import { NonceContext } from "~/components/nonce";
import messages from "~/messages/zh-CN.json";

// the browser hides nonce attributes from the DOM; the property still tells the value the server rendered with
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <NonceContext.Provider value={nonce}>
        <IntlProvider locale="zh-CN" messages={messages} timeZone="UTC">
          <RemixBrowser />
        </IntlProvider>
      </NonceContext.Provider>
    </StrictMode>,
  );
});
