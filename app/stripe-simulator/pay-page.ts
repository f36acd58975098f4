import { hostedPage, languageLink } from "./hosted-page";
import { html, type SafeHtml } from "./html-text";
import { PAGE_TEXTS, type PageLanguage } from "./pay-page-texts";
import type { CheckoutSession, LineItem } from "./stripe-objects";

/** Currencies whose minor unit is the unit itself (docs.stripe.com/currencies#zero-decimal). */
const ZERO_DECIMAL = new Set([
  "bif",
  "clp",
  "djf",
  "gnf",
  "jpy",
  "kmf",
  "krw",
  "mga",
  "pyg",
  "rwf",
  "ugx",
  "vnd",
  "vuv",
  "xaf",
  "xof",
  "xpf",
]);

export type PayPage = { language: PageLanguage; session: CheckoutSession; lines: readonly LineItem[] };

/** The page with the choices; `is_declined` after a card was refused. */
export function choicePage(page: PayPage, is_declined: boolean): string {
  const texts = PAGE_TEXTS[page.language];
  const { session } = page;
  const offers = (method: string): boolean => session.payment_method_types.includes(method);
  const wallets = (["alipay", "wechat_pay"] as const).filter(offers);
  const action = `/c/pay/${session.id}?lang=${page.language}`;
  return document(
    page.language,
    texts.title,
    html`
    ${heading(page, texts.title)}
    ${is_declined ? html`<p class="alert" role="alert">${texts.was_declined}</p>` : undefined}
    ${summary(page)}
    ${
      offers("card")
        ? html`<section class="sheet" aria-labelledby="cards"><h2 id="cards">${texts.cards}</h2>
      <form method="post" action="${action}">
        ${choice("card", texts.card, texts.card_note, "main")}
        ${choice("card-3ds", texts.verified, texts.verified_note)}
        ${choice("declined", texts.declined, texts.declined_note)}
      </form></section>`
        : undefined
    }
    ${
      wallets.length > 0
        ? html`<section class="sheet" aria-labelledby="wallets"><h2 id="wallets">${texts.wallets}</h2>
      <form method="post" action="${action}">
        <fieldset><legend>${texts.wallet_choice}</legend>
          ${wallets.map((wallet, index) => html`<label><input type="radio" name="wallet" value="${wallet}"${index === 0 ? html` checked` : undefined}>${texts[wallet]}</label>`)}
        </fieldset>
        ${choice("wallet-later", texts.later, texts.later_note, offers("card") ? "" : "main")}
        ${choice("wallet-fails", texts.fails, texts.fails_note)}
      </form></section>`
        : undefined
    }
    ${session.cancel_url ? html`<a class="plain" data-pay="cancel" href="${session.cancel_url}">${texts.cancel}</a>` : undefined}`,
  );
}

/** The bank's question about a card that wants verification. */
export function verifyPage(page: PayPage): string {
  const texts = PAGE_TEXTS[page.language];
  return document(
    page.language,
    texts.verify_title,
    html`
    ${heading(page, texts.verify_title, "/verify")}
    ${summary(page)}
    <section class="sheet"><p>${texts.verify_text}</p>
      <form method="post" action="/c/pay/${page.session.id}?lang=${page.language}">
        <button class="main" name="method" value="card-3ds-confirm" data-pay="card-3ds-confirm">${texts.confirm}</button>
        <button name="method" value="card-3ds-fail" data-pay="card-3ds-fail">${texts.refuse}</button>
      </form></section>`,
  );
}

/** A session that nobody can pay any more. */
export function closedPage(page: PayPage): string {
  const texts = PAGE_TEXTS[page.language];
  const { session } = page;
  const is_expired = session.status === "expired";
  const title = is_expired ? texts.expired_title : texts.paid_title;
  const text = is_expired ? texts.expired_text : session.payment_status === "paid" ? texts.paid_text : texts.on_its_way;
  const target = is_expired ? session.cancel_url : successAddress(session);
  return document(
    page.language,
    title,
    html`
    ${heading(page, title)}
    <section class="sheet"><p>${text}</p>
      ${target ? html`<a class="plain" href="${target}">${texts.back}</a>` : undefined}</section>`,
  );
}

/** No such session. */
export function missingPage(language: PageLanguage): string {
  const texts = PAGE_TEXTS[language];
  return document(language, texts.missing_title, html`<h1>${texts.missing_title}</h1><p>${texts.missing_text}</p>`);
}

/** Where a payer goes after paying: `{CHECKOUT_SESSION_ID}` becomes the session's id. */
export function successAddress(session: CheckoutSession): string {
  return (session.success_url ?? "").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}

function choice(method: string, name: string, note: string, kind = ""): SafeHtml {
  return html`<button class="${kind}" name="method" value="${method}" data-pay="${method}">${name}<small>${note}</small></button>`;
}

function heading(page: PayPage, title: string, place = ""): SafeHtml {
  const link = languageLink(
    page.language,
    `/c/pay/${page.session.id}${place}`,
    PAGE_TEXTS[page.language].other_language,
  );
  return html`<div class="top"><h1>${title}</h1>${link}</div>`;
}

function summary(page: PayPage): SafeHtml {
  const texts = PAGE_TEXTS[page.language];
  const { session, lines, language } = page;
  const money = (amount: number): string => moneyText(amount, session.currency ?? "cny", language);
  return html`<section class="sheet" aria-label="${texts.order}">
      <p class="label">${texts.amount}</p><p class="price">${money(session.amount_total ?? 0)}</p>
      <ul>${lines.map((line) => html`<li><span>${line.description ?? ""} × ${line.quantity ?? 1}</span><span>${money(line.amount_total)}</span></li>`)}</ul>
    </section>`;
}

function moneyText(amount_minor: number, currency: string, language: PageLanguage): string {
  const amount = ZERO_DECIMAL.has(currency) ? amount_minor : amount_minor / 100;
  return new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(
    amount,
  );
}

function document(language: PageLanguage, title: string, main: SafeHtml): string {
  return hostedPage({ language, title, notice: PAGE_TEXTS[language].simulated }, main);
}
