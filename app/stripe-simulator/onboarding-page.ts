import { hostedPage, languageLink } from "./hosted-page";
import { html } from "./html-text";
import type { PageLanguage } from "./pay-page-texts";

type OnboardingTexts = Record<
  | "simulated"
  | "title"
  | "intro"
  | "account"
  | "complete"
  | "complete_note"
  | "missing"
  | "missing_note"
  | "later"
  | "other_language"
  | "gone_title"
  | "gone_text",
  string
>;

export const ONBOARDING_TEXTS: Record<PageLanguage, OnboardingTexts> = {
  "zh-CN": {
    simulated: "模拟开户页 · 不会提交任何资料",
    title: "开通收款",
    intro: "在真实的页面上，商家会在这里填写主体资料、法人身份和银行账户。这里只需选一个结果。",
    account: "收款商家",
    complete: "资料齐全，审核通过",
    complete_note: "马上可以收到分账",
    missing: "缺一份证件",
    missing_note: "暂时不能收到分账，补齐后再来",
    later: "以后再填",
    other_language: "English",
    gone_title: "链接已失效",
    gone_text: "这个链接只能打开一次，几分钟后自动失效。请回到商家页面重新打开。",
  },
  en: {
    simulated: "Simulated onboarding page · nothing is submitted",
    title: "Start receiving money",
    intro:
      "On the real page a merchant would enter business details, an identity and a bank account. Here you only choose how it ends.",
    account: "Merchant",
    complete: "Everything is there and approved",
    complete_note: "Transfers can be received at once",
    missing: "One document is missing",
    missing_note: "No transfers until it is handed in",
    later: "Do this later",
    other_language: "中文",
    gone_title: "This link no longer works",
    gone_text: "It opens once only, and for a few minutes. Please open a new one from the merchant's page.",
  },
};

/** What the hosted onboarding asks; every button ends it. */
export function onboardingPage(language: PageLanguage, merchant_name: string, address: string): string {
  const texts = ONBOARDING_TEXTS[language];
  return hostedPage(
    { language, title: texts.title, notice: texts.simulated },
    html`
    <div class="top"><h1>${texts.title}</h1>${languageLink(language, address, texts.other_language)}</div>
    <section class="sheet"><p class="label">${texts.account}</p><p><strong>${merchant_name}</strong></p><p>${texts.intro}</p></section>
    <section class="sheet"><form method="post" action="${address}?lang=${language}">
      <button class="main" name="answer" value="complete">${texts.complete}<small>${texts.complete_note}</small></button>
      <button name="answer" value="missing">${texts.missing}<small>${texts.missing_note}</small></button>
      <button class="plain" name="answer" value="later">${texts.later}</button>
    </form></section>`,
  );
}

/** A link that was used, has run out, or never was. */
export function goneLinkPage(language: PageLanguage): string {
  const texts = ONBOARDING_TEXTS[language];
  return hostedPage(
    { language, title: texts.gone_title, notice: texts.simulated },
    html`<h1>${texts.gone_title}</h1><p>${texts.gone_text}</p>`,
  );
}
