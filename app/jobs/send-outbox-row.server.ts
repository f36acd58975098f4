import type { OutboxTable } from "#db/schema/payments";
import { isRefundDisputed } from "~/bookings/disputes.queries.server";
import { recordRefund } from "~/bookings/record-refund.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { claimOutboxRow } from "~/payments/claim-outbox-row.server";
import { createRefund } from "~/payments/create-refund.server";
import { delayRefund } from "~/payments/delay-refund.server";
import { endOutboxRow } from "~/payments/end-outbox-row.server";
import { openCheckout } from "~/payments/open-checkout.server";
import { recordFailedTry } from "~/payments/record-failed-try.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";

type Sender = (services: Services, row: OutboxTable, now: Instant) => Promise<boolean>;

/** Which operation is sent by what. */
const SENDERS: Partial<Record<OutboxTable["operation"], Sender>> = {
  "open-checkout": async (services, row, now) => (await openCheckout(services, row, now)).ok,
  "create-refund": sendRefund,
};

/** Sends one due request to the processor and records its answer. False when it has to be tried again or is dead. */
export async function sendOutboxRow(services: Services, row: OutboxTable, now: Instant): Promise<boolean> {
  const send = SENDERS[row.operation];
  assert(send, `nothing sends ${row.operation}`);
  return send(services, row, now);
}

async function sendRefund({ db, stripe }: Services, row: OutboxTable, now: Instant): Promise<boolean> {
  if (await isRefundDisputed(db.read, row.reference)) {
    await inTransaction(db, async (trx) => ok(await delayRefund(trx, row.id, now)));
    return false;
  }
  if (!(await claimOutboxRow(db, row.id, now))) return false;
  try {
    const fact = await createRefund(stripe, row);
    await inTransaction(db, async (trx) => {
      const recorded = await recordRefund(trx, fact, now);
      assert(recorded.ok, "a refund we asked for is ours");
      await endOutboxRow(trx, row.id, now);
      return ok();
    });
    return true;
  } catch (error) {
    await recordFailedTry(db, row, error, now);
    return false;
  }
}
