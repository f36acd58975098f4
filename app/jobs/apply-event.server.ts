import type { StripeEventTable } from "#db/schema/payments";
import { recordDispute } from "~/bookings/record-dispute.server";
import { recordPaymentReview } from "~/bookings/record-payment-review.server";
import { recordRefund } from "~/bookings/record-refund.server";
import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import { listKindsOfCharge } from "~/ledger/ledger.queries.server";
import { readCheckout, readCheckoutOfIntent } from "~/payments/read-checkout.server";
import { readDispute } from "~/payments/read-dispute.server";
import { readPayout } from "~/payments/read-payout.server";
import { readRecipient } from "~/payments/read-recipient.server";
import { readRefund, readRefundsOfCharge } from "~/payments/read-refund.server";
import { readReview } from "~/payments/read-review.server";
import { readTransfer } from "~/payments/read-transfer.server";
import { recordRecipient } from "~/payouts/record-recipient.server";
import { recordTransfer } from "~/payouts/record-transfer.server";
import { recordWithdrawal } from "~/payouts/record-withdrawal.server";
import { inTransaction, type Trx } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { applyCheckout } from "./apply-checkout.server";

type Applier = (services: Services, event: StripeEventTable, now: Instant) => Promise<Result<unknown, string>>;

/** A checkout moved: read it as it is now, whatever the event said then. */
const readEventCheckout: Applier = async (services, event, now) =>
  applyCheckout(services, await readCheckout(services.stripe, event.object_id), now);

/**
 * A payment intent or one of its charges moved: its checkout is read, unless the books have the charge and its fee
 * already, and nothing more can be told of it. Foreign intents are none of ours.
 */
const readEventIntent: Applier = async (services, event, now) => {
  const { data } = JSON.parse(event.payload_json) as EventOfIntent;
  const is_intent = event.object_id.startsWith("pi_");
  const charge_id = is_intent ? data.object.latest_charge : event.object_id;
  if (charge_id && (await isChargeInBooks(services, charge_id))) return ok("known");
  const intent_id = is_intent ? event.object_id : data.object.payment_intent;
  const fact = intent_id ? await readCheckoutOfIntent(services.stripe, intent_id) : undefined;
  return fact ? applyCheckout(services, fact, now) : ok("not-ours");
};

type EventOfIntent = { data: { object: { payment_intent?: string | null; latest_charge?: string | null } } };

async function isChargeInBooks({ db }: Services, charge_id: string): Promise<boolean> {
  const kinds = await listKindsOfCharge(db.read, charge_id);
  const is_captured = kinds.includes("payment_captured") || kinds.includes("payment_surplus");
  return is_captured && kinds.includes("stripe_fee");
}

/** A refund moved. */
const readEventRefund: Applier = async (services, event, now) => {
  const fact = await readRefund(services.stripe, event.object_id);
  return chargeFirst(services, fact, now, (trx) => recordRefund(trx, fact, now));
};

/** A dispute moved. The refunds it overtook are read first, so that what they give back is there to be lost. */
const readEventDispute: Applier = async (services, event, now) => {
  const { stripe } = services;
  const fact = await readDispute(stripe, event.object_id);
  if (fact.transactions.length > 0) {
    for (const refund of await readRefundsOfCharge(stripe, fact.charge_id)) {
      await chargeFirst(services, refund, now, (trx) => recordRefund(trx, refund, now));
    }
  }
  return chargeFirst(services, fact, now, (trx) => recordDispute(trx, fact, now));
};

/** The processor looks at a payment, or is done with it. */
const readEventReview: Applier = async (services, event, now) => {
  const fact = await readReview(services.stripe, event.object_id);
  return chargeFirst(services, fact, now, (trx) => recordPaymentReview(trx, fact, now));
};

/** Records what happened to a charge; what overtook its charge's own event has that read first. */
async function chargeFirst(
  services: Services,
  { payment_intent_id }: { payment_intent_id?: string },
  now: Instant,
  record: (trx: Trx) => Promise<Result<undefined, "charge-unknown">>,
): Promise<Result<unknown, string>> {
  const recorded = await inTransaction(services.db, record);
  if (recorded.ok || !payment_intent_id) return recorded;
  const checkout = await readCheckoutOfIntent(services.stripe, payment_intent_id);
  if (!checkout) return ok("not-ours");
  await applyCheckout(services, checkout, now);
  return inTransaction(services.db, record);
}

/** A withdrawal moved; one that says it is paid may fail later. */
const readEventPayout: Applier = async (services, event, now) => {
  const fact = await readPayout(services.stripe, event.object_id);
  return inTransaction(services.db, (trx) => recordWithdrawal(trx, fact, now));
};

/** A transfer moved: it is read with everything that was brought back from it. */
const readEventTransfer: Applier = async (services, event, now) => {
  const fact = await readTransfer(services.stripe, event.object_id);
  return inTransaction(services.db, (trx) => recordTransfer(trx, fact, now));
};

/** Something about a merchant's account changed; one that is none of ours concerns nobody here. */
const readEventRecipient: Applier = async (services, event, now) => {
  const fact = await readRecipient(services.stripe, event.object_id);
  const recorded = await inTransaction(services.db, (trx) => recordRecipient(trx, fact, now));
  return recorded.ok ? recorded : ok("not-ours");
};

/** Which event wakes what. Events that are not listed are kept and need no act. Source: payments.md, C10. */
const APPLIERS: Record<string, Applier> = {
  "checkout.session.completed": readEventCheckout,
  "checkout.session.async_payment_succeeded": readEventCheckout,
  "checkout.session.async_payment_failed": readEventCheckout,
  "checkout.session.expired": readEventCheckout,
  "payment_intent.processing": readEventIntent,
  "payment_intent.succeeded": readEventIntent,
  "payment_intent.canceled": readEventIntent,
  "charge.succeeded": readEventIntent,
  "charge.updated": readEventIntent,
  "refund.created": readEventRefund,
  "refund.updated": readEventRefund,
  "charge.refund.updated": readEventRefund,
  "refund.failed": readEventRefund,
  "charge.dispute.created": readEventDispute,
  "charge.dispute.updated": readEventDispute,
  "charge.dispute.funds_withdrawn": readEventDispute,
  "charge.dispute.funds_reinstated": readEventDispute,
  "charge.dispute.closed": readEventDispute,
  "review.opened": readEventReview,
  "review.closed": readEventReview,
  "payout.created": readEventPayout,
  "payout.updated": readEventPayout,
  "payout.paid": readEventPayout,
  "payout.failed": readEventPayout,
  "payout.canceled": readEventPayout,
  "transfer.created": readEventTransfer,
  "transfer.reversed": readEventTransfer,
  "account.updated": readEventRecipient,
  "v2.core.account[requirements].updated": readEventRecipient,
  "v2.core.account[configuration.recipient].capability_status_updated": readEventRecipient,
  "v2.core.account.closed": readEventRecipient,
};

/** Applies one event of the inbox. */
export async function applyEvent(
  services: Services,
  event: StripeEventTable,
  now: Instant,
): Promise<Result<unknown, string>> {
  const apply = APPLIERS[event.type];
  return apply ? apply(services, event, now) : ok();
}
