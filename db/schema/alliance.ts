export type CommunityTable = {
  id: number;
  name_zh: string;
  name_en: string;
  zone: string;
  currency: string;
  desk_phone: string;
  is_demo: number;
  created_at: string;
};

export type MerchantTable = {
  id: string;
  name_zh: string;
  name_en: string;
  category_id: string;
  summary_zh: string;
  summary_en: string;
  address_zh: string;
  address_en: string;
  lat_microdeg: number;
  lng_microdeg: number;
  phone: string;
  opening_hours: string;
  licence: string;
  created_at: string;
  updated_at: string;
};

export type MerchantTierTable = { merchant_id: string; tier: string; from_on: string };

export type SharePolicyTable = {
  id: string;
  tier: string;
  category_id: string | null;
  price_type: string | null;
  commission_bps: number;
  fund_bps: number;
  announced_on: string;
  effective_from: string;
  effective_to: string | null;
  minutes: string;
};
