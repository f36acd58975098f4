import type { OutboxTable } from "#db/schema/payments";
import { recordRefund } from "~/bookings/record-refund.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { claimOutboxRow } from "~/payments/claim-outbox-row.server";
import { createRefund } from "~/payments/create-refund.server";
import { endOutboxRow } from "~/payments/end-outbox-row.server";
import { openCheckout } from "~/payments/open-checkout.server";
import { recordFailedTry } from "~/payments/record-failed-try.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";

/** Sends one due request to the processor and records its answer. False when it has to be tried again or is dead. */
export async function sendOutboxRow(services: Services, row: OutboxTable, now: Instant): Promise<boolean> {
  switch (row.operation) {
    case "open-checkout":
      return (await openCheckout(services, row, now)).ok;
    case "create-refund":
      return sendRefund(services, row, now);
  }
}

async function sendRefund({ db, stripe }: Services, row: OutboxTable, now: Instant): Promise<boolean> {
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
