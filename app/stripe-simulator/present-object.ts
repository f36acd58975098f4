import { assertNever } from "~/kernel/assert";
import type { StoredObject } from "./stripe-objects";
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
    case "payment_intent":
    case "charge":
    case "refund":
    case "item":
      return object;
    default:
      return assertNever(object);
  }
}
