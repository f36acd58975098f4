import zhCN from "./zh-CN.json";

const LOCALES = ["zh-CN"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "zh-CN";

export type Messages = typeof zhCN;
export const MESSAGES: Record<Locale, Messages> = { "zh-CN": zhCN };

declare module "use-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
