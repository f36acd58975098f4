import type Stripe from "stripe";
import { assert } from "~/kernel/assert";

/** The version of Stripe's API whose shapes and rules the simulator follows. */
export const API_VERSION = "2026-10-28.endive";

export type CheckoutSession = Stripe.Checkout.Session;
export type PaymentIntent = Stripe.PaymentIntent;
export type Charge = Stripe.Charge;
export type BalanceTransaction = Stripe.BalanceTransaction;
export type Refund = Stripe.Refund;
export type Dispute = Stripe.Dispute;
export type Transfer = Stripe.Transfer;
export type TransferReversal = Stripe.TransferReversal;
export type Payout = Stripe.Payout;
export type Account = Stripe.V2.Core.Account;
export type LineItem = Stripe.LineItem;
export type StripeEvent = Stripe.EventBase;
/** A thin event: names its object and shows nothing of it. `data` is shown only where the event is read. */
export type ThinEvent = Stripe.V2.Core.EventBase & {
  type:
    | "v2.core.account.closed"
    | "v2.core.account[configuration.recipient].capability_status_updated"
    | "v2.core.account[requirements].updated";
  related_object: { id: string; type: string; url: string };
  data?: { updated_capability: string };
};
export type EventType = Stripe.Event.Type;

/** Everything the simulator keeps, by the value of its `object` member; references are stored as ids. */
export type StoredObjects = {
  "checkout.session": CheckoutSession;
  payment_intent: PaymentIntent;
  charge: Charge;
  balance_transaction: BalanceTransaction;
  refund: Refund;
  dispute: Dispute;
  transfer: Transfer;
  transfer_reversal: TransferReversal;
  payout: Payout;
  "v2.core.account": Account;
  "v2.core.event": ThinEvent;
  item: LineItem;
  event: StripeEvent;
};

export type ObjectType = keyof StoredObjects;
export type StoredObject = StoredObjects[ObjectType];
export type ObjectList<T> = { object: "list"; url: string; has_more: boolean; data: T[] };

/** The id behind a reference that the SDK's types allow to be expanded. */
export function idOf(reference: string | { id: string } | null | undefined): string | null {
  if (reference === null || reference === undefined) return null;
  return typeof reference === "string" ? reference : reference.id;
}

/** The id behind a reference that must be there. */
export function requiredIdOf(reference: string | { id: string } | null | undefined): string {
  const id = idOf(reference);
  assert(id !== null, "a stored reference is present");
  return id;
}
