import type { OutboxTable } from "#db/schema/payments";
import { isRefundDisputed } from "~/bookings/disputes.queries.server";
import { recordRefund } from "~/bookings/record-refund.server";
import { refuseRefund } from "~/bookings/refuse-refund.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import type { Answer } from "~/payments/answer";
import { claimOutboxRow } from "~/payments/claim-outbox-row.server";
import { createPayout } from "~/payments/create-payout.server";
import { createRefund } from "~/payments/create-refund.server";
import { createTransfer, findSentTransfer } from "~/payments/create-transfer.server";
import { delayRefund } from "~/payments/delay-refund.server";
import { endOutboxRow } from "~/payments/end-outbox-row.server";
import { openCheckout } from "~/payments/open-checkout.server";
import { openRecipient } from "~/payments/open-recipient.server";
import { recordFailedTry } from "~/payments/record-failed-try.server";
import { resolveIncident } from "~/payments/resolve-incident.server";
import { reverseTransfer } from "~/payments/reverse-transfer.server";
import type { TransferFact } from "~/payments/transfer-fact";
import { isTransferPayable } from "~/payouts/is-transfer-payable.server";
import { recordRecipient } from "~/payouts/record-recipient.server";
import { recordTransfer } from "~/payouts/record-transfer.server";
import { recordWithdrawal } from "~/payouts/record-withdrawal.server";
import { refuseRecipient } from "~/payouts/refuse-recipient.server";
import { refuseReversal } from "~/payouts/refuse-reversal.server";
import { refuseWithdrawal } from "~/payouts/refuse-withdrawal.server";
import { stopTransfer } from "~/payouts/stop-transfer.server";
import { inTransaction, type Trx } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";

type Sender = (services: Services, row: OutboxTable, now: Instant) => Promise<boolean>;

/** Which operation is sent by what. */
const SENDERS: Partial<Record<OutboxTable["operation"], Sender>> = {
  "open-checkout": async (services, row) => (await openCheckout(services, row, services.clock())).ok,
  "create-refund": sendRefund,
  "create-payout": sendPayout,
  "create-transfer": sendTransfer,
  "reverse-transfer": sendReversal,
  "open-account": sendRecipient,
};

/**
 * Sends one due request to the processor and records its answer as of `now`; its try begins and fails by the services'
 * clock, which goes on while a round lasts. False when it has to be tried again or is dead.
 */
export async function sendOutboxRow(services: Services, row: OutboxTable, now: Instant): Promise<boolean> {
  const send = SENDERS[row.operation];
  assert(send, `nothing sends ${row.operation}`);
  return send(services, row, now);
}

async function sendRefund(services: Services, row: OutboxTable, now: Instant): Promise<boolean> {
  if (await isRefundDisputed(services.db.read, row.reference)) {
    await inTransaction(services.db, async (trx) => ok(await delayRefund(trx, row.id, now)));
    return false;
  }
  const create = (claimed: OutboxTable) => createRefund(services.stripe, claimed);
  const record = async (trx: Trx, answer: Awaited<ReturnType<typeof create>>) => {
    if (!answer.is_refused) return recordRefund(trx, answer.fact, now);
    const refused = await refuseRefund(trx, { refund_id: row.reference, reason: answer.reason }, now);
    // money of a booking that is not here: the request itself is what waits for a person
    if (!refused.ok) throw answer.refusal;
    return refused;
  };
  return sendAndRecord(services, row, { create, record }, now);
}

function sendPayout(services: Services, row: OutboxTable, now: Instant): Promise<boolean> {
  const create = (claimed: OutboxTable) => createPayout(services.stripe, claimed);
  const record = async (trx: Trx, answer: Awaited<ReturnType<typeof create>>) =>
    answer.is_refused
      ? refuseWithdrawal(trx, { withdrawal_id: row.reference, failure_reason: answer.reason }, now)
      : recordWithdrawal(trx, answer.fact, now);
  return sendAndRecord(services, row, { create, record }, now);
}

/**
 * What began after a transfer was queued (a dispute, an objection, a refund) stops it, unless it has reached the processor
 * already. One that the processor refuses waits for a person.
 */
function sendTransfer(services: Services, row: OutboxTable, now: Instant): Promise<boolean> {
  const voucher_id = row.reference;
  const create = async (claimed: OutboxTable): Promise<Answer<TransferFact> | "stopped"> => {
    const payable = await inTransaction(services.db, async (trx) => ok(await isTransferPayable(trx, voucher_id)));
    if (payable.ok && payable.value) return createTransfer(services.stripe, claimed);
    const sent = await findSentTransfer(services.stripe, claimed);
    return sent ? { is_refused: false, fact: sent } : "stopped";
  };
  const record = async (trx: Trx, answer: Awaited<ReturnType<typeof create>>) => {
    if (answer === "stopped") return stopTransfer(trx, { voucher_id, is_refused: false, reason: "not owed now" }, now);
    if (!answer.is_refused) return bookTransfer(trx, answer.fact, now);
    return stopTransfer(trx, { voucher_id, is_refused: true, reason: answer.reason }, now);
  };
  return sendAndRecord(services, row, { create, record }, now);
}

/** One that was told of while nothing here had asked for it is a person's matter no more. */
async function bookTransfer(trx: Trx, fact: TransferFact, now: Instant): Promise<Result<undefined, string>> {
  const recorded = await recordTransfer(trx, fact, now);
  const { stripe_transfer_id: subject } = fact;
  if (recorded.ok) await resolveIncident(trx, { kind: "transfer-unknown", subject }, now);
  return recorded;
}

/** What the processor would not bring back is no failure: it is set off later. */
function sendReversal(services: Services, row: OutboxTable, now: Instant): Promise<boolean> {
  const create = (claimed: OutboxTable) => reverseTransfer(services.stripe, claimed);
  const record = async (trx: Trx, answer: Awaited<ReturnType<typeof create>>) =>
    answer.is_refused
      ? refuseReversal(trx, { id: row.reference, failure_reason: answer.reason }, now)
      : recordTransfer(trx, answer.fact, now);
  return sendAndRecord(services, row, { create, record }, now);
}

function sendRecipient(services: Services, row: OutboxTable, now: Instant): Promise<boolean> {
  const create = (claimed: OutboxTable) => openRecipient(services.stripe, claimed);
  const record = async (trx: Trx, answer: Awaited<ReturnType<typeof create>>) =>
    answer.is_refused
      ? refuseRecipient(trx, { merchant_id: row.reference, reason: answer.reason }, now)
      : recordRecipient(trx, answer.fact, now);
  return sendAndRecord(services, row, { create, record }, now);
}

type Exchange<Fact> = {
  create: (claimed: OutboxTable) => Promise<Fact>;
  record: (trx: Trx, fact: Fact) => Promise<Result<unknown, string>>;
};

/** Asks for what a due row describes and records the answer with the row's end; a crash in between asks again. */
async function sendAndRecord<Fact>(
  { db, clock }: Services,
  row: OutboxTable,
  { create, record }: Exchange<Fact>,
  now: Instant,
): Promise<boolean> {
  const claim = await claimOutboxRow(db, row.id, clock());
  if (!claim) return false;
  try {
    const fact = await create(claim.row);
    await inTransaction(db, async (trx) => {
      const recorded = await record(trx, fact);
      assert(recorded.ok, "what we asked for is ours");
      await endOutboxRow(trx, row.id, now);
      return ok();
    });
    return true;
  } catch (error) {
    await recordFailedTry(db, claim.row, error, clock());
    return false;
  } finally {
    claim.letGo();
  }
}
