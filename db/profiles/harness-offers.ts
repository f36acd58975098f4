import type { MerchantFacts } from "~/alliance/save-merchant.server";
import type { CalendarDay } from "~/kernel/calendar-day";
import type { OfferFacts } from "~/offers/save-offer.server";

/** What all four offers have in common. */
const COMMON = {
  title_en: "Harness offer",
  summary_zh: "给程序用的服务。",
  summary_en: "An offer for programs.",
  description_zh: "这项服务只用来检验软件。",
  terms_json: JSON.stringify([{ label: "适用人数", text: "1人" }]),
  is_no_show_kept: 0,
  max_quantity: 4,
};
const VOUCHER = { kind: "voucher", valid_days: 30, cancel_hours: null, weekly_hours: "" } as const;
const FREE = { price_type: "free", list_price_minor: 0, price_minor: 0 } as const;

/** The two shops of the harness, in different tiers and categories. */
export function harnessMerchants(tier_from: CalendarDay): MerchantFacts[] {
  const common = {
    tier_from,
    summary_zh: "给程序用的商家。",
    summary_en: "A merchant for programs.",
    address_zh: "青杨一街1号",
    address_en: "1 Qingyang 1st Street",
    lat_microdeg: 30_644_740,
    lng_microdeg: 104_090_300,
    phone: "028-5550-0000",
    opening_hours: "Mo-Su 00:00-24:00",
    licence: "harness",
  };
  return [
    {
      ...common,
      id: "harness-teahouse",
      name_zh: "甲茶馆",
      name_en: "Teahouse A",
      category_id: "canteen",
      tier: "general_merchant",
    },
    {
      ...common,
      id: "harness-clinic",
      name_zh: "乙诊所",
      name_en: "Clinic B",
      category_id: "health",
      tier: "caring_merchant",
    },
  ];
}

/** One offer each for capacity, quota, payment and confirmation without payment. */
export const HARNESS_OFFERS: readonly (OfferFacts & { key: string })[] = [
  {
    ...COMMON,
    key: "slot50",
    id: "harness-slot50",
    merchant_id: "harness-teahouse",
    category_id: "culture",
    kind: "slot",
    price_type: "alliance",
    title_zh: "五十座讲座",
    list_price_minor: 6_000,
    price_minor: 5_000,
    valid_days: null,
    cancel_hours: 0,
    weekly_hours: "Mo-Su 10:00-11:00/60x50",
  },
  {
    ...COMMON,
    ...VOUCHER,
    ...FREE,
    key: "quota800",
    id: "harness-quota800",
    merchant_id: "harness-clinic",
    category_id: "health",
    title_zh: "八百张咨询卡",
    max_quantity: 1,
    quota: { quota: 800, per_resident: 1 },
  },
  {
    ...COMMON,
    ...VOUCHER,
    key: "voucher",
    id: "harness-voucher",
    merchant_id: "harness-teahouse",
    category_id: "canteen",
    price_type: "alliance",
    title_zh: "双人盖碗茶",
    list_price_minor: 5_800,
    price_minor: 3_680,
  },
  {
    ...COMMON,
    ...VOUCHER,
    ...FREE,
    key: "free",
    id: "harness-free",
    merchant_id: "harness-teahouse",
    category_id: "canteen",
    title_zh: "早茶一碗",
  },
];
