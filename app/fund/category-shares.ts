import type { Minor } from "~/kernel/money";

export type CategoryContribution = {
  id: string;
  name_zh: string;
  name_en: string;
  is_sensitive: number;
  fund_minor: Minor;
  contribution_count: number;
};

/** One line of the public list: a category, or (`category` null) all sensitive ones together. */
export type CategoryShare = {
  category: { name_zh: string; name_en: string } | null;
  /** Null where there are too few contributions to be told. */
  fund_minor: Minor | null;
};

/** Public figures hide fewer than this for health and hardship services. Source: domain.md, Residents and privacy. */
export const SMALLEST_PUBLIC_COUNT = 5;

/** Categories by what they contributed, most first; sensitive ones are one line, without a sum while they are few. */
export function categoryShares(contributions: readonly CategoryContribution[]): CategoryShare[] {
  const sensitive = contributions.filter((each) => each.is_sensitive === 1);
  const shares: CategoryShare[] = contributions
    .filter((each) => each.is_sensitive === 0)
    .map(({ name_zh, name_en, fund_minor }) => ({ category: { name_zh, name_en }, fund_minor }));
  if (sensitive.length > 0) {
    const count = sensitive.reduce((total, each) => total + each.contribution_count, 0);
    const sum_minor = sensitive.reduce((total, each) => total + each.fund_minor, 0);
    shares.push({ category: null, fund_minor: count < SMALLEST_PUBLIC_COUNT ? null : sum_minor });
  }
  return shares.sort((a, b) => (b.fund_minor ?? -1) - (a.fund_minor ?? -1));
}
