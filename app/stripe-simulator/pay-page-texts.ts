export type PageLanguage = "zh-CN" | "en";

type PageTexts = Record<
  | "simulated"
  | "title"
  | "amount"
  | "order"
  | "card"
  | "card_note"
  | "declined"
  | "declined_note"
  | "verified"
  | "verified_note"
  | "wallets"
  | "wallet_choice"
  | "alipay"
  | "wechat_pay"
  | "later"
  | "later_note"
  | "fails"
  | "fails_note"
  | "cancel"
  | "other_language"
  | "was_declined"
  | "verify_title"
  | "verify_text"
  | "confirm"
  | "refuse"
  | "paid_title"
  | "paid_text"
  | "on_its_way"
  | "expired_title"
  | "expired_text"
  | "back"
  | "missing_title"
  | "missing_text"
  | "cards",
  string
>;

export const PAGE_TEXTS: Record<PageLanguage, PageTexts> = {
  "zh-CN": {
    simulated: "模拟支付页 · 不会真的扣款",
    title: "付款",
    amount: "应付金额",
    order: "订单内容",
    cards: "银行卡",
    card: "银行卡（成功）",
    card_note: "立即付款成功",
    declined: "银行卡（被拒绝）",
    declined_note: "银行拒绝这次付款",
    verified: "银行卡需验证",
    verified_note: "下一页由银行核对付款人",
    wallets: "电子钱包",
    wallet_choice: "选择钱包",
    alipay: "支付宝",
    wechat_pay: "微信支付",
    later: "支付宝/微信（稍后到账成功）",
    later_note: "几秒后到账",
    fails: "支付宝/微信（稍后失败）",
    fails_note: "几秒后通知付款失败",
    cancel: "返回商户",
    other_language: "English",
    was_declined: "付款没有成功：银行拒绝了这张卡。没有扣款，请换一种方式再试。",
    verify_title: "银行验证",
    verify_text: "银行请您确认这笔付款是本人操作。",
    confirm: "确认付款",
    refuse: "不是我，取消验证",
    paid_title: "已付款",
    paid_text: "这笔订单已经付款，不会重复收费。",
    on_its_way: "付款已提交，正在等待到账。",
    expired_title: "已失效",
    expired_text: "这次付款已超过时限或被取消，没有扣款。请回到商户重新下单。",
    back: "返回商户",
    missing_title: "找不到这笔付款",
    missing_text: "链接可能不完整，请回到商户页面重新打开。",
  },
  en: {
    simulated: "Simulated payment page · no money will move",
    title: "Pay",
    amount: "Amount due",
    order: "Your order",
    cards: "Bank card",
    card: "Card (succeeds)",
    card_note: "Paid at once",
    declined: "Card (declined)",
    declined_note: "The bank refuses this payment",
    verified: "Card with verification",
    verified_note: "The bank asks you on the next page",
    wallets: "Wallet",
    wallet_choice: "Choose a wallet",
    alipay: "Alipay",
    wechat_pay: "WeChat Pay",
    later: "Alipay/WeChat (succeeds later)",
    later_note: "The money arrives in a few seconds",
    fails: "Alipay/WeChat (fails later)",
    fails_note: "A failure is reported in a few seconds",
    cancel: "Back to the merchant",
    other_language: "中文",
    was_declined:
      "The payment did not go through: the bank declined this card. Nothing was charged; please try another way.",
    verify_title: "Bank verification",
    verify_text: "Your bank asks you to confirm that this payment is yours.",
    confirm: "Confirm payment",
    refuse: "Not me, cancel",
    paid_title: "Paid",
    paid_text: "This order is already paid. You will not be charged twice.",
    on_its_way: "The payment was submitted and is on its way.",
    expired_title: "No longer valid",
    expired_text:
      "This payment ran out of time or was cancelled. Nothing was charged. Please order again at the merchant's.",
    back: "Back to the merchant",
    missing_title: "Payment not found",
    missing_text: "The link may be incomplete. Please open it again from the merchant's page.",
  },
};

/** `?lang` decides, then the session's own locale, then the browser's wishes; Chinese when nothing is said. */
export function pageLanguage(
  wish: string | null,
  locale: string | null,
  accept_language: string | undefined,
): PageLanguage {
  const wishes = [wish, locale === "auto" ? null : locale, ...(accept_language ?? "").split(",")];
  for (const text of wishes) {
    const tag = text?.trim().toLowerCase() ?? "";
    if (tag.startsWith("zh")) return "zh-CN";
    if (tag.startsWith("en")) return "en";
  }
  return "zh-CN";
}
