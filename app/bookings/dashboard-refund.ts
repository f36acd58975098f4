import type { VoucherTable } from "#db/schema/bookings";
import type { Minor } from "~/kernel/money";

/** A voucher, and how much of it has been given back or is on its way back. */
export type ClaimedVoucher = Pick<VoucherTable, "id" | "state" | "gross_minor"> & { claimed_minor: Minor };

/** What a refund that somebody made at the processor comes from, and which vouchers it takes away. */
export type Allocation = {
  parts: { voucher_id: string | null; source: "held" | "split"; amount_minor: Minor }[];
  voided_ids: string[];
  /** What voided vouchers still hold: it has to follow. */
  rest: { voucher_id: string; amount_minor: Minor }[];
};

/**
 * Spreads a refund of `amount_minor` over a booking's vouchers: unused ones first, from the last, then used ones in order,
 * up to what was not claimed. A voucher of which anything went back cannot be served any more. Source: payments.md, C10
 * (refund.created, unknown: adopt, void the voucher).
 */
export function allocateRefund(vouchers: readonly ClaimedVoucher[], amount_minor: Minor): Allocation {
  const allocation: Allocation = { parts: [], voided_ids: [], rest: [] };
  let left_minor = amount_minor;
  const unused = [...vouchers].reverse().filter(({ state }) => state === "issued");
  const used = vouchers.filter(({ state }) => state === "redeemed");
  for (const voucher of [...unused, ...used]) {
    const taken_minor = Math.min(left_minor, voucher.gross_minor - voucher.claimed_minor);
    if (taken_minor <= 0) continue;
    left_minor -= taken_minor;
    const is_unused = voucher.state === "issued";
    allocation.parts.push({
      voucher_id: voucher.id,
      source: is_unused ? "held" : "split",
      amount_minor: taken_minor,
    });
    if (!is_unused) continue;
    allocation.voided_ids.push(voucher.id);
    const kept_minor = voucher.gross_minor - voucher.claimed_minor - taken_minor;
    if (kept_minor > 0) allocation.rest.push({ voucher_id: voucher.id, amount_minor: kept_minor });
  }
  // more than any voucher holds: it was on its way back already, and our own request will be refused
  if (left_minor > 0) allocation.parts.push({ voucher_id: null, source: "held", amount_minor: left_minor });
  return allocation;
}
