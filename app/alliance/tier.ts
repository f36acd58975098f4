/** The four tiers of the alliance, first to last. Source: domain.md, Words. */
export const TIERS = ["party_committee", "key_institution", "caring_merchant", "general_merchant"] as const;
export type Tier = (typeof TIERS)[number];

export function isTier(text: string): text is Tier {
  return (TIERS as readonly string[]).includes(text);
}
