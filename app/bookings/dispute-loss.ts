import type { DisputePartTable, VoucherTable } from "#db/schema/bookings";
import { type Minor, proportionOf } from "~/kernel/money";

/** A voucher of a disputed payment: what of it has not gone back yet, and how much of that the merchant still has. */
export type DisputedVoucher = Pick<VoucherTable, "id" | "state"> & {
  left_minor: Minor;
  merchant_left_minor: Minor;
  is_merchant_paid: boolean;
};

export type LossPart = Pick<DisputePartTable, "voucher_id" | "source" | "amount_minor" | "merchant_minor"> & {
  is_merchant_paid: boolean;
};

/**
 * Who bears a lost dispute of `amount_minor`: unused vouchers first, from the last, then used ones in order; of those the
 * merchant gives its share of what was taken, the operator bears what the fund and the commission keep. What no voucher
 * holds any more is the operator's. Source: payments.md, C6; contract.md, dispute_lost.
 */
export function allocateLoss(vouchers: readonly DisputedVoucher[], amount_minor: Minor): LossPart[] {
  const parts: LossPart[] = [];
  const unused = [...vouchers].reverse().filter(({ state }) => state !== "redeemed");
  const used = vouchers.filter(({ state }) => state === "redeemed");
  let rest_minor = amount_minor;
  for (const voucher of [...unused, ...used]) {
    const taken_minor = Math.min(rest_minor, voucher.left_minor);
    if (taken_minor <= 0) continue;
    rest_minor -= taken_minor;
    const is_used = voucher.state === "redeemed";
    parts.push({
      voucher_id: voucher.id,
      source: is_used ? "split" : "held",
      amount_minor: taken_minor,
      merchant_minor: is_used ? merchantPart(voucher, taken_minor) : 0,
      is_merchant_paid: is_used && voucher.is_merchant_paid,
    });
  }
  return rest_minor > 0 ? [...parts, operatorsLoss(rest_minor)] : parts;
}

/** Of a payment that no booking took: what is still there, the rest is the operator's; below zero nothing is there. */
export function allocateSurplusLoss(left_minor: Minor, amount_minor: Minor): LossPart[] {
  const taken_minor = Math.max(0, Math.min(left_minor, amount_minor));
  const nobody = { voucher_id: null, merchant_minor: 0, is_merchant_paid: false };
  return [
    ...(taken_minor > 0 ? [{ ...nobody, source: "surplus" as const, amount_minor: taken_minor }] : []),
    ...(amount_minor > taken_minor ? [operatorsLoss(amount_minor - taken_minor)] : []),
  ];
}

/** Its share of what was taken; all it still has where all that is left was taken. */
function merchantPart({ left_minor, merchant_left_minor }: DisputedVoucher, taken_minor: Minor): Minor {
  const share_minor = Math.max(0, Math.min(merchant_left_minor, left_minor));
  return proportionOf(share_minor, taken_minor, left_minor);
}

function operatorsLoss(amount_minor: Minor): LossPart {
  return { voucher_id: null, source: "loss", amount_minor, merchant_minor: 0, is_merchant_paid: false };
}

/** What of one part came back: of what the merchant does not bear, and of what it does. */
export type RecoveredPart = {
  part: DisputePartTable;
  recovered_minor: Minor;
  recovered_merchant_minor: Minor;
};

/**
 * Whom money of a late win goes to, in the order opposite to the loss: what the operator bore, then the merchant, then
 * what residents held; `unclaimed_minor` is what nobody had lost.
 */
export function allocateRecovery(
  parts: readonly DisputePartTable[],
  amount_minor: Minor,
): { recovered: RecoveredPart[]; unclaimed_minor: Minor } {
  const recovered = parts.map((part) => ({ part, recovered_minor: 0, recovered_merchant_minor: 0 }));
  const is_operators = ({ part }: RecoveredPart) => part.source === "split" || part.source === "loss";
  let rest_minor = amount_minor;
  const take = (most_minor: Minor) => {
    const taken_minor = Math.min(rest_minor, most_minor);
    rest_minor -= taken_minor;
    return taken_minor;
  };
  const takeOperators = (each: RecoveredPart) => {
    each.recovered_minor = take(each.part.amount_minor - each.part.merchant_minor - each.part.recovered_minor);
  };
  for (const each of recovered) if (is_operators(each)) takeOperators(each);
  for (const each of recovered) {
    each.recovered_merchant_minor = take(each.part.merchant_minor - each.part.recovered_merchant_minor);
  }
  for (const each of recovered) if (!is_operators(each)) takeOperators(each);
  return {
    recovered: recovered.filter((each) => each.recovered_minor > 0 || each.recovered_merchant_minor > 0),
    unclaimed_minor: rest_minor,
  };
}
