import type { TransferTable } from "#db/schema/payouts";

/**
 * Under which name a share's transfer is asked for and set off. The first has the voucher's name alone; `.2` and not `:2`,
 * which repeats of one request end in.
 */
export function transferKey({ voucher_id, attempt }: Pick<TransferTable, "voucher_id" | "attempt">): string {
  return attempt === 1 ? `tr:${voucher_id}` : `tr:${voucher_id}.${attempt}`;
}
