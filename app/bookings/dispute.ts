import type { DisputeTable } from "#db/schema/bookings";
import type { DisputeFact } from "~/payments/dispute-fact";

/** What a bank has decided; a decision may still change from lost to won. */
const DECIDED: ReadonlySet<string> = new Set(["won", "lost", "warning_closed", "prevented"]);

/** A question of the bank: it moves no money and stands in nobody's way. Source: payments.md, C6. */
function isInquiry(status: string): boolean {
  return status.startsWith("warning_");
}

export function isDecided(status: string): boolean {
  return DECIDED.has(status);
}

/**
 * While a dispute is open nothing of its booking is used, refunded or paid out. One that arrives lost stands in the way
 * until its money is gone and the loss is booked.
 */
export function isBlocking({ status, transactions }: Pick<DisputeFact, "status" | "transactions">): boolean {
  if (status === "lost") return transactions.length === 0;
  return !isInquiry(status) && !isDecided(status);
}

/**
 * True where `fact` was read before what is known: balance transactions only ever get more, a decision is not taken
 * back to an open case, and a win is the last word.
 */
export function isOutdated(known: Pick<DisputeTable, "status" | "transaction_count">, fact: DisputeFact): boolean {
  if (fact.transactions.length !== known.transaction_count) return fact.transactions.length < known.transaction_count;
  return rank(fact.status) < rank(known.status);
}

function rank(status: string): number {
  if (isInquiry(status)) return status === "warning_closed" ? 1 : 0;
  if (status === "won" || status === "prevented") return 4;
  // an appeal follows a loss and may end in another
  return status === "lost" || status.startsWith("appeal_") ? 3 : 2;
}
