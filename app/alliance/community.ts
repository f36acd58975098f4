/** The community this installation serves: one settings row. */
export type Community = {
  name_zh: string;
  name_en: string;
  /** IANA name; days and months are this zone's. */
  zone: string;
  /** Lower case, as in the journal. */
  currency: string;
  desk_phone: string;
  is_demo: number;
};
