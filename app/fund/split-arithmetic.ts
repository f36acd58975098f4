import type { Minor } from "~/kernel/money";
import { COMMISSION, FUND_EARNED } from "~/ledger/account";
import type { ExportedEntry } from "~/ledger/exported-entry";
import type { PolicyTerms } from "~/ledger/journal-entry";
import { splitOf } from "./contribution";

/** One leg of a split, computed again from the entry's own policy. */
export type SplitStep = {
  leg: "commission" | "fund" | "merchant";
  /** The rate; null for the merchant, who takes the rest. */
  bps: number | null;
  /** The share before cutting off below the fen, as plain decimal text in yuan; null for the merchant. */
  exact: string | null;
  expected_minor: Minor;
  booked_minor: Minor;
};

/** True for terms a split can be computed from: what came out of a database need not be. */
export function isPolicyTerms(policy: unknown): policy is PolicyTerms {
  if (typeof policy !== "object" || policy === null) return false;
  const { commission_bps, fund_bps, scope, effective_from } = policy as Record<string, unknown>;
  return (
    [commission_bps, fund_bps].every((bps) => Number.isInteger(bps) && Number(bps) >= 0) &&
    Number(commission_bps) + Number(fund_bps) <= 10_000 &&
    [scope, effective_from].every((text) => typeof text === "string")
  );
}

/** Replays the split of a redemption; undefined for entries that split nothing, or whose policy is unreadable. */
export function splitArithmetic({
  kind,
  policy,
  postings,
}: ExportedEntry): { gross_minor: Minor; steps: SplitStep[] } | undefined {
  if (kind !== "voucher_redeemed" || !isPolicyTerms(policy)) return undefined;
  const credited = (prefix: string) =>
    0 - postings.filter(({ account }) => account.startsWith(prefix)).reduce((sum, { amount }) => sum + amount, 0);
  const gross_minor = 0 - credited("liabilities:held:");
  if (!Number.isSafeInteger(gross_minor) || gross_minor <= 0) return undefined;
  const { commission_minor, fund_minor, merchant_minor } = splitOf(gross_minor, policy);
  const { commission_bps, fund_bps } = policy;
  return {
    gross_minor,
    steps: [
      {
        leg: "commission",
        bps: commission_bps,
        exact: exactShareText(gross_minor, commission_bps),
        expected_minor: commission_minor,
        booked_minor: credited(COMMISSION),
      },
      {
        leg: "fund",
        bps: fund_bps,
        exact: exactShareText(gross_minor, fund_bps),
        expected_minor: fund_minor,
        booked_minor: credited(FUND_EARNED),
      },
      {
        leg: "merchant",
        bps: null,
        exact: null,
        expected_minor: merchant_minor,
        booked_minor: credited("liabilities:merchant:"),
      },
    ],
  };
}

/** A share in yuan without any rounding, at least two decimals: 6550 fen at 350 bps → "2.2925". */
export function exactShareText(amount_minor: Minor, share_bps: number): string {
  const digits = String(BigInt(amount_minor) * BigInt(share_bps)).padStart(7, "0");
  const decimals = digits.slice(-6).replace(/0{1,4}$/, "");
  return `${digits.slice(0, -6)}.${decimals}`;
}
