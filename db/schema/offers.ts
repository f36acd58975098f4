export type CategoryTable = { id: string; name_zh: string; name_en: string; is_sensitive: number; sort: number };

export type OfferTable = {
  id: string;
  merchant_id: string;
  category_id: string;
  kind: "slot" | "voucher";
  price_type: "free" | "low_fee" | "alliance" | "points";
  title_zh: string;
  title_en: string;
  summary_zh: string;
  summary_en: string;
  description_zh: string;
  terms_json: string;
  list_price_minor: number;
  price_minor: number;
  valid_days: number | null;
  cancel_hours: number | null;
  is_no_show_kept: number;
  weekly_hours: string;
  max_quantity: number;
  is_listed: number;
  revision: number;
  search_text: string;
  created_at: string;
  updated_at: string;
};

export type SlotTable = {
  id: string;
  offer_id: string;
  starts_at: string;
  ends_at: string;
  capacity: number;
  held: number;
  sold: number;
};

export type SlotSeatTable = { slot_id: string; resident_id: string; seat_count: number };

export type OfferQuotaTable = { offer_id: string; quota: number; per_resident: number; held: number; sold: number };

export type QuotaClaimTable = { offer_id: string; resident_id: string; claim_count: number; per_resident: number };

/** Written by triggers alone: every change of services, prices, terms, shops and policies moves it. */
export type CatalogueVersionTable = { id: number; version: number };
