import type { RefundPartTable, VoucherTable } from "#db/schema/bookings";
import type { Minor } from "~/kernel/money";

/** A voucher, and how much of it has been given back or is on its way back. */
export type ClaimedVoucher = Pick<VoucherTable, "id" | "state" | "gross_minor"> & { claimed_minor: Minor };

type Part = Pick<RefundPartTable, "voucher_id" | "source" | "amount_minor">;

/** A refund of ours that the processor has not made, with what it consists of. */
export type OwedRefund = { id: string; parts: readonly Part[] };

/** What of a charge somebody may have back, in the order in which a refund made without us takes it. */
export type ReturnableMoney = {
  /** Ours that will not be sent any more: the same money. */
  owed: readonly OwedRefund[];
  vouchers: readonly ClaimedVoucher[];
  /** Ours that may be on their way: the processor refuses them once the money is gone. */
  underway: readonly OwedRefund[];
};

/** What a refund that somebody made at the processor comes from, and which vouchers it takes away. */
export type Allocation = {
  parts: Part[];
  voided_ids: string[];
  /** What void vouchers still hold: it has to follow. */
  rest: { voucher_id: string; amount_minor: Minor }[];
  /** Refunds of ours that this one takes the place of, and what of each it does not cover. */
  overtaken: { refund_id: string; rest: Part[] }[];
};

/**
 * Spreads a refund of `amount_minor` over a charge: first over what we owe and did not send, then over void vouchers,
 * unused ones from the last, and used ones in order, up to what was not claimed. A voucher of which anything went back
 * cannot be served any more. What nothing of the charge can bear is surplus that somebody has too much. Source:
 * payments.md, C10 (refund.created, unknown: adopt, void the voucher).
 */
export function allocateRefund({ owed, vouchers, underway }: ReturnableMoney, amount_minor: Minor): Allocation {
  const allocation: Allocation = { parts: [], voided_ids: [], rest: [], overtaken: [] };
  let left_minor = amount_minor;
  const take = (part: Part): Minor => {
    const taken_minor = Math.min(left_minor, part.amount_minor);
    if (taken_minor <= 0) return 0;
    left_minor -= taken_minor;
    addPart(allocation.parts, { ...part, amount_minor: taken_minor });
    return taken_minor;
  };
  for (const { id: refund_id, parts } of owed) {
    if (left_minor === 0) break;
    const rest: Part[] = [];
    for (const { voucher_id, source, amount_minor: owed_minor } of parts) {
      const kept_minor = owed_minor - take({ voucher_id, source, amount_minor: owed_minor });
      if (kept_minor > 0) rest.push({ voucher_id, source, amount_minor: kept_minor });
    }
    allocation.overtaken.push({ refund_id, rest });
  }
  for (const voucher of inOrder(vouchers)) takeVoucher(allocation, voucher, take);
  for (const part of underway.flatMap(({ parts }) => parts)) take(part);
  take({ voucher_id: null, source: "surplus", amount_minor: left_minor });
  return allocation;
}

function inOrder(vouchers: readonly ClaimedVoucher[]): ClaimedVoucher[] {
  const of = (wanted: ClaimedVoucher["state"]) => vouchers.filter(({ state }) => state === wanted);
  return [...of("void"), ...of("issued").reverse(), ...of("redeemed")];
}

function takeVoucher(allocation: Allocation, voucher: ClaimedVoucher, take: (part: Part) => Minor): void {
  const { id: voucher_id, state } = voucher;
  const open_minor = voucher.gross_minor - voucher.claimed_minor;
  const source = state === "redeemed" ? "split" : "held";
  const taken_minor = take({ voucher_id, source, amount_minor: open_minor });
  if (taken_minor === 0 || state === "redeemed") return;
  if (state === "issued") allocation.voided_ids.push(voucher_id);
  const kept_minor = open_minor - taken_minor;
  if (kept_minor > 0) allocation.rest.push({ voucher_id, amount_minor: kept_minor });
}

/** One part a place: what of it can be booked is judged part by part. */
function addPart(parts: Part[], part: Part): void {
  const same = parts.find(({ voucher_id, source }) => voucher_id === part.voucher_id && source === part.source);
  if (same) same.amount_minor += part.amount_minor;
  else parts.push({ voucher_id: part.voucher_id, source: part.source, amount_minor: part.amount_minor });
}
