import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import {
  DISPUTE_LOSSES,
  disputedAccount,
  heldAccount,
  merchantAccount,
  receivableAccount,
  STRIPE_BALANCE,
  STRIPE_FEES,
  surplusAccount,
} from "~/ledger/account";
import type { JournalEntry, Posting } from "~/ledger/journal-entry";
import type { DisputeFact, DisputeTransaction } from "~/payments/dispute-fact";
import type { LossPart, RecoveredPart } from "./dispute-loss";

/** Whose payment is disputed. */
export type DisputedBooking = { booking_id: string; merchant_id: string; paid_at: Instant };

/** Money the bank took or gave back, with the fee; `idem` tells several withdrawals of one dispute apart. */
export function disputeMoneyEntry(
  booking: DisputedBooking,
  fact: DisputeFact,
  transaction: DisputeTransaction,
  idem: string,
): JournalEntry {
  const { amount_minor, fee_minor, net_minor, balance_transaction_id } = transaction;
  return {
    kind: amount_minor > 0 ? "dispute_won" : "dispute_opened",
    idem,
    effective_at: booking.paid_at,
    booking_id: booking.booking_id,
    stripe: { charge: fact.charge_id, dispute: fact.id, balance_transaction: balance_transaction_id },
    postings: postingsOf(
      [
        [disputedAccount(fact.id), -amount_minor],
        [STRIPE_FEES, fee_minor],
        [STRIPE_BALANCE, net_minor],
      ],
      fact.currency,
    ),
  };
}

/** The dispute is lost: what the bank has is nobody's claim any more, and is borne by those it was taken from. */
export function disputeLostEntry(
  booking: DisputedBooking,
  fact: DisputeFact,
  parts: readonly LossPart[],
  idem: string,
): JournalEntry {
  const borne = parts.flatMap((part): [string, Minor][] => [
    [sourceAccount(booking, part.source), part.amount_minor - part.merchant_minor],
    [merchantSide(booking, part.is_merchant_paid), part.merchant_minor],
  ]);
  const lost_minor = parts.reduce((sum, { amount_minor }) => sum + amount_minor, 0);
  return {
    ...aboutOf(booking, fact, parts),
    kind: "dispute_lost",
    idem,
    postings: postingsOf([...borne, [disputedAccount(fact.id), -lost_minor]], fact.currency),
  };
}

/** A lost dispute was won after all: who bore it gets it back; what a resident held is surplus until a person decides. */
export function disputeRecoveredEntry(
  booking: DisputedBooking,
  fact: DisputeFact,
  back: { recovered: readonly RecoveredPart[]; unclaimed_minor: Minor },
  idem: string,
): JournalEntry {
  const given = back.recovered.flatMap(({ part, recovered_minor, recovered_merchant_minor }): [string, Minor][] => [
    [
      part.source === "held" ? surplusAccount(booking.booking_id) : sourceAccount(booking, part.source),
      -recovered_minor,
    ],
    [merchantSide(booking, part.is_merchant_paid === 1), -recovered_merchant_minor],
  ]);
  const total_minor = given.reduce((sum, [, amount]) => sum - amount, back.unclaimed_minor);
  return {
    ...aboutOf(
      booking,
      fact,
      back.recovered.map(({ part }) => part),
    ),
    kind: "dispute_recovered",
    idem,
    postings: postingsOf(
      [[disputedAccount(fact.id), total_minor], ...given, [DISPUTE_LOSSES, -back.unclaimed_minor]],
      fact.currency,
    ),
  };
}

function sourceAccount({ booking_id }: DisputedBooking, source: LossPart["source"]): string {
  if (source === "held") return heldAccount(booking_id);
  return source === "surplus" ? surplusAccount(booking_id) : DISPUTE_LOSSES;
}

function merchantSide({ merchant_id }: DisputedBooking, is_paid: boolean): string {
  return is_paid ? receivableAccount(merchant_id) : merchantAccount(merchant_id);
}

/** An entry that concerns one voucher names it; one that a merchant bears part of names the merchant. */
function aboutOf(
  { booking_id, merchant_id, paid_at }: DisputedBooking,
  fact: DisputeFact,
  parts: readonly Pick<LossPart, "voucher_id" | "merchant_minor">[],
) {
  const [voucher_id, ...others] = new Set(parts.flatMap(({ voucher_id }) => voucher_id ?? []));
  return {
    effective_at: paid_at,
    booking_id,
    ...(voucher_id !== undefined && others.length === 0 && { voucher_id }),
    ...(parts.some(({ merchant_minor }) => merchant_minor > 0) && { merchant_id }),
    stripe: { charge: fact.charge_id, dispute: fact.id },
  };
}

/** One line an account, whatever the number of parts; debit positive. */
function postingsOf(lines: readonly (readonly [string, Minor])[], currency: string): Posting[] {
  const amounts = new Map<string, Minor>();
  for (const [account, amount_minor] of lines) amounts.set(account, (amounts.get(account) ?? 0) + amount_minor);
  return [...amounts].flatMap(([account, amount_minor]) =>
    amount_minor === 0 ? [] : [{ account, amount_minor, currency }],
  );
}
