import { assertNever } from "~/kernel/assert";
import type { StoredObject, Transfer } from "./stripe-objects";
import type { Turn } from "./turn";

/** Fills in what depends on the moment of reading, so that it is never stored and never stale. */
export function presentObject<T extends StoredObject>(turn: Turn, object: T): T {
  switch (object.object) {
    case "checkout.session":
      return { ...object, url: object.status === "open" ? `${turn.origin}/c/pay/${object.id}` : null };
    case "balance_transaction":
      return { ...object, status: object.available_on <= turn.now ? "available" : "pending" };
    case "event":
      return { ...object, pending_webhooks: turn.pendingDeliveries(object.id) };
    case "dispute":
      return {
        ...object,
        balance_transactions: object.balance_transactions.map((transaction) => presentObject(turn, transaction)),
      };
    case "transfer":
      return { ...object, reversals: reversalsOf(turn, object.id) };
    case "payment_intent":
    case "charge":
    case "refund":
    case "transfer_reversal":
    case "payout":
    case "v2.core.account":
    case "v2.core.event":
    case "item":
      return object;
    default:
      return assertNever(object);
  }
}

/** A transfer shows its first reversals, newest first. */
function reversalsOf(turn: Turn, transfer_id: string): Transfer["reversals"] {
  const page = turn.objects.list("transfer_reversal", { where: { transfer: transfer_id }, limit: 10 });
  return { object: "list", url: `/v1/transfers/${transfer_id}/reversals`, ...page };
}
