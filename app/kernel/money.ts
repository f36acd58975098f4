import { assert } from "./assert";

/** Whole minor units of the community's one currency (fen for CNY). May be negative in the journal. */
export type Minor = number;

const BPS_DENOMINATOR = 10_000n;

/** Asserts a whole number of minor units and turns -0 into 0. */
export function minor(amount: number): Minor {
  assert(Number.isSafeInteger(amount), `not whole minor units: ${amount}`);
  return amount === 0 ? 0 : amount;
}

/** floor(amount × bps / 10000), exact for every safe integer. Source: domain.md, Money. */
export function shareOf(amount_minor: Minor, share_bps: number): Minor {
  assert(amount_minor >= 0, "a share is taken of a non-negative amount");
  assert(Number.isInteger(share_bps) && share_bps >= 0 && share_bps <= 10_000, `not basis points: ${share_bps}`);
  return Number((BigInt(minor(amount_minor)) * BigInt(share_bps)) / BPS_DENOMINATOR);
}

/** floor(share × part / whole): what `share` comes to for the first `part` of `whole`, exact. */
export function proportionOf(share_minor: Minor, part_minor: Minor, whole_minor: Minor): Minor {
  assert(whole_minor > 0 && part_minor >= 0 && part_minor <= whole_minor, "a proportion is taken within the whole");
  assert(share_minor >= 0, "a proportion is taken of a non-negative share");
  return Number((BigInt(share_minor) * BigInt(part_minor)) / BigInt(whole_minor));
}

export function sumMinor(amounts: readonly Minor[]): Minor {
  return minor(amounts.reduce((total, amount) => total + amount, 0));
}

/** Reads "12", "12.5" or "12.50" as minor units; gives undefined for anything else. No floating point. */
export function parseMajor(text: string): Minor | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}

/** Minor units as plain decimal text, "1234.50": for forms, CSV and machines. */
export function majorText(amount_minor: Minor): string {
  const { sign, whole, cents } = moneyParts(amount_minor);
  return `${sign === "−" ? "-" : ""}${whole.replaceAll(",", "")}.${cents}`;
}

/** The parts a screen sets in different sizes: a true minus sign, grouped yuan, two digits of fen. */
export function moneyParts(amount_minor: Minor): { sign: "" | "−"; whole: string; cents: string } {
  const absolute = String(Math.abs(minor(amount_minor))).padStart(3, "0");
  return {
    sign: amount_minor < 0 ? "−" : "",
    whole: absolute.slice(0, -2).replace(/\B(?=(\d{3})+(?!\d))/g, ","),
    cents: absolute.slice(-2),
  };
}

/** "−¥12,691.75": sign before currency, always two decimals. */
export function formatMoney(amount_minor: Minor): string {
  const { sign, whole, cents } = moneyParts(amount_minor);
  return `${sign}¥${whole}.${cents}`;
}

/** Basis points as text: 350 → "3.5%". */
export function formatBps(share_bps: number): string {
  const whole = Math.trunc(share_bps / 100);
  const rest = String(share_bps % 100)
    .padStart(2, "0")
    .replace(/0+$/, "");
  return rest ? `${whole}.${rest}%` : `${whole}%`;
}
