import type { PageAction } from "./control-page-actions.server";
import type { ControlPageState } from "./control-page-state.server";
import { CONTROL_PAGE_STYLE } from "./control-page-style";
import { CONTROL_PAGE_TEXTS, eventWords, STATE_WORDS } from "./control-page-texts";
import { hostedPage, languageLink, moneyText } from "./hosted-page";
import { html, type SafeHtml } from "./html-text";
import type { PageLanguage } from "./pay-page-texts";

export const CONTROL_PAGE_ADDRESS = "/_simulator/";

export type ControlPage = {
  language: PageLanguage;
  state: ControlPageState;
  /** Goes with every form: only a page of this process can press a button. */
  token: string;
  /** What became of the last button. */
  outcome: "done" | "nothing" | undefined;
};

/** The page of the demo that plays banks, wallets and the processor. */
export function controlPage(page: ControlPage): string {
  const { language, state, outcome } = page;
  const texts = CONTROL_PAGE_TEXTS[language];
  const head = { language, title: texts.title, notice: texts.simulated, style: CONTROL_PAGE_STYLE };
  return hostedPage(
    head,
    html`
    <div class="top"><h1>${texts.title}</h1>${languageLink(language, CONTROL_PAGE_ADDRESS, texts.other_language)}</div>
    <p class="intro">${texts.intro}</p>
    ${outcome ? html`<p class="outcome" role="status">${texts[outcome]}</p>` : undefined}
    <div class="halves">
      <section class="sheet" aria-labelledby="buttons"><h2 id="buttons">${texts.buttons}</h2>${buttons(page)}</section>
      <div>${lists(language, state)}</div>
    </div>`,
  );
}

function buttons(page: ControlPage): SafeHtml {
  const { language, state, token } = page;
  const texts = CONTROL_PAGE_TEXTS[language];
  const { targets } = state;
  const button = (action: PageAction, note: string, is_possible: unknown): SafeHtml =>
    html`<button name="action" value="${action}"${is_possible ? undefined : html` disabled`}>${texts[action]}<small>${note}</small></button>`;
  const toggle = (action: "slow" | "shuffle", is_on: boolean): SafeHtml =>
    html`<button name="action" value="${action}" class="${is_on ? "is-on" : ""}"><span class="toggle"><span>${texts[action]}</span><b>${is_on ? texts.on : texts.off}</b></span><small>${texts[`${action}_note`]}</small></button>`;
  return html`<form method="post" action="${CONTROL_PAGE_ADDRESS}?lang=${language}"><input type="hidden" name="token" value="${token}">
    ${button("settle", texts.settle_note.replace("{count}", String(state.under_way_count)), state.under_way_count > 0)}
    ${button("wallet", texts.wallet_note, targets.wallet_intent_id)}
    ${toggle("slow", state.is_slow)}
    ${button("refund", texts.refund_note, targets.refund_id)}
    ${button("dispute", texts.dispute_note, targets.card_charge_id)}
    ${button("won", texts.won_note, targets.dispute_id)}
    ${button("lost", texts.lost_note, targets.dispute_id)}
    ${toggle("shuffle", state.is_shuffled)}
    ${state.is_away ? button("back", texts.back_note, true) : button("away", texts.away_note, true)}
  </form>`;
}

const TIME_PARTS = {
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
} as const;

type Line = { what: string; amount?: string; state: string };

function lists(language: PageLanguage, state: ControlPageState): SafeHtml {
  const texts = CONTROL_PAGE_TEXTS[language];
  const word = (name: string | null): string => STATE_WORDS[language][name ?? ""] ?? name ?? "";
  const money = ({ amount, currency }: { amount: number; currency: string }): string =>
    moneyText(amount, currency, language);
  const time = (seconds: number): string => new Intl.DateTimeFormat(language, TIME_PARTS).format(seconds * 1_000);
  const payments = state.payments.map(({ charge, method }): Line => {
    const name = charge.disputed ? "disputed" : charge.refunded ? "refunded" : charge.status;
    return { what: `${texts[method]} · ${time(charge.created)}`, amount: money(charge), state: word(name) };
  });
  const refunds = state.refunds.map(
    (refund): Line => ({ what: time(refund.created), amount: money(refund), state: word(refund.status) }),
  );
  const disputes = state.disputes.map(
    (dispute): Line => ({ what: time(dispute.created), amount: money(dispute), state: word(dispute.status) }),
  );
  const events = state.events.map(({ event, is_delivered }): Line => {
    const sent = is_delivered ? texts.delivered : texts.waiting;
    return { what: eventWords(language, event.type), state: state.has_webhook ? sent : texts.kept };
  });
  return html`${list(texts.payments, texts.none, payments)}${list(texts.refunds, texts.none, refunds)}${list(texts.disputes, texts.none, disputes)}${list(texts.events, texts.none, events)}`;
}

function list(title: string, none: string, lines: readonly Line[]): SafeHtml {
  const rows = lines.map(
    ({ what, amount, state }) =>
      html`<li><span>${what}</span>${amount === undefined ? undefined : html`<span class="amount">${amount}</span>`}<span class="state">${state}</span></li>`,
  );
  return html`<section class="sheet"><h2>${title}</h2>${lines.length === 0 ? html`<p class="label">${none}</p>` : html`<ul class="lines">${rows}</ul>`}</section>`;
}
