import type { StripeEventTable } from "#db/schema/payments";
import { recordDispute } from "~/bookings/record-dispute.server";
import { recordPaymentReview } from "~/bookings/record-payment-review.server";
import { recordRefund } from "~/bookings/record-refund.server";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import { ok, type Result } from "~/kernel/result";
import { listKindsOfCharge } from "~/ledger/ledger.queries.server";
import { openIncident } from "~/payments/open-incident.server";
import { readCheckout, readCheckoutOfIntent } from "~/payments/read-checkout.server";
import { readDispute } from "~/payments/read-dispute.server";
import { readPayout } from "~/payments/read-payout.server";
import { readRecipient } from "~/payments/read-recipient.server";
import { readRefund, readRefundsOfCharge } from "~/payments/read-refund.server";
import { readReview } from "~/payments/read-review.server";
import { readTransfer } from "~/payments/read-transfer.server";
import { resolveIncident } from "~/payments/resolve-incident.server";
import { findPayeeOfRecipient } from "~/payouts/payouts.queries.server";
import { recordRecipient } from "~/payouts/record-recipient.server";
import { recordTransfer } from "~/payouts/record-transfer.server";
import { recordWithdrawal } from "~/payouts/record-withdrawal.server";
import { inTransaction, type Trx } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { applyCheckout } from "./apply-checkout.server";
import { startReconciliation } from "./start-reconciliation.server";

type Applier = (services: Services, event: StripeEventTable, now: Instant) => Promise<Result<unknown, string>>;

/** A checkout moved: read it as it is now, whatever the event said then. */
const readEventCheckout: Applier = async (services, event, now) => {
  const fact = await readCheckout(services.stripe, event.object_id);
  return fact ? applyCheckout(services, fact, now) : ok("not-ours");
};

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

/** A charge was refunded: each of its refunds is told by itself as well, and one that was not is taken in here. */
const readEventRefundsOfCharge: Applier = async (services, event, now) => {
  let taken: Result<unknown, string> = ok("not-ours");
  for (const fact of await readRefundsOfCharge(services.stripe, event.object_id)) {
    taken = await chargeFirst(services, fact, now, (trx) => recordRefund(trx, fact, now));
    if (!taken.ok) return taken;
  }
  return taken;
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
  if (recorded.ok) return recorded;
  const checkout = payment_intent_id && (await readCheckoutOfIntent(services.stripe, payment_intent_id));
  if (!checkout) return ok("not-ours");
  const applied = await applyCheckout(services, checkout, now);
  return applied.ok && applied.value === "not-ours" ? applied : inTransaction(services.db, record);
}

/** A withdrawal moved; one that says it is paid may fail later. */
const readEventPayout: Applier = async (services, event, now) => {
  const fact = await readPayout(services.stripe, event.object_id);
  const moved = { kind: "payout-unknown", subject: fact.stripe_payout_id, amount_minor: fact.amount_minor } as const;
  return incidentUnlessKnown(services, moved, now, (trx) => recordWithdrawal(trx, fact, now));
};

/** A transfer moved: it is read with everything that was brought back from it. */
const readEventTransfer: Applier = async (services, event, now) => {
  const fact = await readTransfer(services.stripe, event.object_id);
  const moved = {
    kind: "transfer-unknown",
    subject: fact.stripe_transfer_id,
    amount_minor: fact.amount_minor,
  } as const;
  return incidentUnlessKnown(services, moved, now, (trx) => recordTransfer(trx, fact, now));
};

type MovedMoney = { kind: "payout-unknown" | "transfer-unknown"; subject: string; amount_minor: Minor };

/** Money that left the account though nobody asked for it here is for a person to see to: no further try helps. */
async function incidentUnlessKnown(
  { db }: Services,
  { kind, subject, amount_minor }: MovedMoney,
  now: Instant,
  record: (trx: Trx) => Promise<Result<unknown, string>>,
): Promise<Result<unknown, string>> {
  const recorded = await inTransaction(db, record);
  return inTransaction<unknown, string>(db, async (trx) => {
    if (recorded.ok) return ok(await resolveIncident(trx, { kind, subject }, now));
    const numbers = { processor_minor: -amount_minor, ledger_minor: null, entry_id: null };
    await openIncident(trx, { kind, subject, ...numbers, detail: recorded.error }, now);
    return ok("incident");
  });
}

/** Something about a merchant's account changed; one that is none of ours concerns nobody here. */
const readEventRecipient: Applier = (services, event, now) => takeRecipient(services, event.object_id, now);

/** The same, told of one of the account's capabilities. */
const readEventCapability: Applier = (services, event, now) => {
  const { data } = JSON.parse(event.payload_json) as { data: { object: { account?: string | { id: string } } } };
  const { account } = data.object;
  const account_id = typeof account === "object" ? account.id : account;
  return account_id ? takeRecipient(services, account_id, now) : Promise.resolve(ok("not-ours"));
};

async function takeRecipient(services: Services, account_id: string, now: Instant): Promise<Result<unknown, string>> {
  const fact = await readRecipient(services.stripe, account_id);
  const recorded = await inTransaction(services.db, (trx) => recordRecipient(trx, fact, now));
  return recorded.ok ? recorded : ok("not-ours");
}

/** A merchant took its account away from us, and we may not even look at it: nothing is sent to it any more. */
const closeEventRecipient: Applier = async ({ db }, event, now) => {
  const { account } = JSON.parse(event.payload_json) as { account?: string };
  const merchant_id = account && (await findPayeeOfRecipient(db.read, account));
  if (!merchant_id) return ok("not-ours");
  const fact = { stripe_account_id: account, merchant_id, is_ready: false, missing: [event.type] };
  return inTransaction(db, (trx) => recordRecipient(trx, fact, now));
};

/** Money became available: a good moment to compare. One that is under way is joined. */
const compareWithProcessor: Applier = (services) => startReconciliation(services, null);

/**
 * Which event wakes what. Events that are not listed are kept and need no act; of those we subscribe to these are
 * `payment_intent.created`, `.requires_action` and `.payment_failed`, `charge.pending` and `.failed` (the seats stay while
 * the session is open, and its own events end it), and `transfer.updated` (it means no reversal). Source: payments.md, C10.
 */
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
  "charge.refunded": readEventRefundsOfCharge,
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
  "payout.reconciliation_completed": readEventPayout,
  "transfer.created": readEventTransfer,
  "transfer.reversed": readEventTransfer,
  "account.updated": readEventRecipient,
  "capability.updated": readEventCapability,
  "account.application.deauthorized": closeEventRecipient,
  "v2.core.account[requirements].updated": readEventRecipient,
  "v2.core.account[configuration.recipient].capability_status_updated": readEventRecipient,
  "v2.core.account.closed": readEventRecipient,
  "balance.available": compareWithProcessor,
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
