import { html, type SafeHtml } from "./html-text";
import { PAGE_STYLE } from "./pay-page-style";
import type { PageLanguage } from "./pay-page-texts";

export type PageAnswer = { status: number; body: string; headers: Record<string, string> };
type PageHead = { language: PageLanguage; title: string; notice: string; style?: SafeHtml };

/** One whole page: nothing in it is loaded from anywhere, and every one says that it is a simulation. */
export function hostedPage({ language, title, notice, style }: PageHead, main: SafeHtml): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${notice}</title>
<link rel="icon" href="data:,">
${PAGE_STYLE}${style}
</head>
<body>
<header><p class="notice">${notice}</p></header>
<main>${main}</main>
</body>
</html>
`.text;
}

/** The way to the same page in the other language. */
export function languageLink(language: PageLanguage, address: string, name: string): SafeHtml {
  const other = language === "en" ? "zh-CN" : "en";
  return html`<a class="language" lang="${other}" hreflang="${other}" href="${address}?lang=${other}">${name}</a>`;
}

/** Form targets must include where the redirects after a form lead: browsers check those too. */
export function pageAnswer(
  status: number,
  body: string,
  targets: readonly (string | null | undefined)[] = [],
): PageAnswer {
  const origins = targets.flatMap((address) => (address ? [new URL(address).origin] : []));
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    `form-action ${[...new Set(["'self'", ...origins])].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    status,
    body,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": policy.join("; "),
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
    },
  };
}

export function redirectAnswer(location: string): PageAnswer {
  return { status: 303, body: "", headers: { location, "cache-control": "no-store" } };
}
