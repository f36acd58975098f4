import type { Minor } from "~/kernel/money";

export type CategoryContribution = {
  id: string;
  name_zh: string;
  name_en: string;
  is_sensitive: number;
  fund_minor: Minor;
  contribution_count: number;
};

/** One line of the public list: a category, or several together under no category's name. */
export type CategoryShare = {
  kind: "category" | "sensitive" | "others";
  /** Null where several stand together. */
  category: { name_zh: string; name_en: string } | null;
  /** Null where there are too few contributions to be told. */
  fund_minor: Minor | null;
};

/** Public figures hide fewer than this for health and hardship services. Source: domain.md, Residents and privacy. */
export const SMALLEST_PUBLIC_COUNT = 5;

/**
 * Categories by what they contributed, most first; sensitive ones are one line. While they are few, that line takes in
 * the smallest others until it holds enough: the total less the named categories would give the sum away.
 */
export function categoryShares(contributions: readonly CategoryContribution[]): CategoryShare[] {
  const named = contributions.filter((each) => each.is_sensitive === 0).sort((a, b) => b.fund_minor - a.fund_minor);
  const together = contributions.filter((each) => each.is_sensitive === 1);
  const sensitive_count = together.length;
  while (sensitive_count > 0 && countOf(together) < SMALLEST_PUBLIC_COUNT) {
    const smallest = named.pop();
    if (!smallest) break;
    together.push(smallest);
  }
  const shares: CategoryShare[] = named.map(({ name_zh, name_en, fund_minor }) => ({
    kind: "category",
    category: { name_zh, name_en },
    fund_minor,
  }));
  if (sensitive_count > 0) {
    const sum_minor = together.reduce((total, each) => total + each.fund_minor, 0);
    shares.push({
      kind: together.length > sensitive_count ? "others" : "sensitive",
      category: null,
      fund_minor: countOf(together) < SMALLEST_PUBLIC_COUNT ? null : sum_minor,
    });
  }
  return shares.sort((a, b) => (b.fund_minor ?? -1) - (a.fund_minor ?? -1));
}

function countOf(contributions: readonly CategoryContribution[]): number {
  return contributions.reduce((total, each) => total + each.contribution_count, 0);
}
