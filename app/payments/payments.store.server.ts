import { engineOf } from "#db/engine";
import type { CheckoutTable, OutboxTable, StripeEventTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { isDue } from "~/platform/due.server";
import { DISPUTE_DELAY } from "./dispute-delay";

type CheckoutKey = Pick<CheckoutTable, "reference" | "attempt">;

/** Adds a request for the processor; the same key again changes nothing. */
export async function insertOutboxRow(trx: Trx, row: OutboxTable): Promise<void> {
  await trx
    .insertInto("outbox")
    .values(row)
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}

/** Takes a due row for one try; undefined when another sender has it or it is finished. */
export async function claimDueRow(
  trx: Trx,
  id: string,
  now: Instant,
  next_try_at: Instant,
): Promise<OutboxTable | undefined> {
  return trx
    .updateTable("outbox")
    .set((eb) => ({ state: "sent", sent_at: now, next_try_at, tries_count: eb("tries_count", "+", 1) }))
    .where("id", "=", id)
    .where("state", "in", ["ready", "sent"])
    .where(isDue("next_try_at", now))
    .returningAll()
    .executeTakeFirst();
}

/** A claimed row, as its try knows it: one that somebody else has claimed since is another. */
export type ClaimedRow = Pick<OutboxTable, "id" | "tries_count">;

/** Keeps a claimed row from others for another while. */
export async function prolongClaim(trx: Trx, row: ClaimedRow, next_try_at: string): Promise<void> {
  await changeClaimed(trx, row, { next_try_at });
}

/** Puts a claimed row back for a later try, or ends it as dead. */
export async function endFailedTry(
  trx: Trx,
  row: ClaimedRow,
  end: { error: string } & ({ state: "ready"; next_try_at: string } | { state: "dead"; finished_at: string }),
): Promise<void> {
  await changeClaimed(trx, row, end);
}

async function changeClaimed(trx: Trx, row: ClaimedRow, change: Partial<OutboxTable>): Promise<void> {
  await trx
    .updateTable("outbox")
    .set(change)
    .where("id", "=", row.id)
    .where("state", "=", "sent")
    .where("tries_count", "=", row.tries_count)
    .execute();
}

/** Ends an answered row for good. */
export async function finishOutboxRow(trx: Trx, id: string, finished_at: string): Promise<void> {
  await trx
    .updateTable("outbox")
    .set({ state: "done", finished_at, error: null })
    .where("id", "=", id)
    .where("state", "in", ["ready", "sent"])
    .execute();
}

/** Ends the request that opens the checkout of `reference`, unless it was tried: then the processor may know of it. */
export async function withdrawUntriedOpening(
  trx: Trx,
  reference: string,
  end: { finished_at: string; error: string },
): Promise<void> {
  await trx
    .updateTable("outbox")
    .set({ state: "done", ...end })
    .where("reference", "=", reference)
    .where("operation", "=", "open-checkout")
    .where("state", "=", "ready")
    .where("tries_count", "=", 0)
    .execute();
}

/** Ends the request for a refund, also one that was refused: nobody wants it any more. */
export async function withdrawRefundRow(
  trx: Trx,
  refund_id: string,
  end: { finished_at: string; error: string },
): Promise<void> {
  await trx
    .updateTable("outbox")
    .set({ state: "done", ...end })
    .where("reference", "=", refund_id)
    .where("operation", "=", "create-refund")
    .where("state", "in", ["ready", "sent", "dead"])
    .execute();
}

/** Ends the request for a refund that was never tried; false where it was, or where there is none. */
export async function withdrawUntriedRefundRow(
  trx: Trx,
  refund_id: string,
  end: { finished_at: string; error: string },
): Promise<boolean> {
  const withdrawn = await trx
    .updateTable("outbox")
    .set({ state: "done", ...end })
    .where("reference", "=", refund_id)
    .where("operation", "=", "create-refund")
    .where("state", "=", "ready")
    .where("tries_count", "=", 0)
    .executeTakeFirst();
  return withdrawn.numUpdatedRows === 1n;
}

/** Puts a dead row back; false when it is not dead. It stays a tried one. */
export async function reviveOutboxRow(trx: Trx, id: string, next_try_at: string): Promise<boolean> {
  const revived = await trx
    .updateTable("outbox")
    .set({ state: "ready", tries_count: 1, next_try_at, finished_at: null })
    .where("id", "=", id)
    .where("state", "=", "dead")
    .executeTakeFirst();
  return revived.numUpdatedRows === 1n;
}

/** Lets a row wait without a try, and says why. */
export async function delayOutboxRow(trx: Trx, id: string, next_try_at: string, error: string): Promise<void> {
  await trx
    .updateTable("outbox")
    .set({ state: "ready", next_try_at, error })
    .where("id", "=", id)
    .where("state", "in", ["ready", "sent"])
    .execute();
}

/** Makes refunds due that wait for the end of a dispute. */
export async function releaseRefundRows(trx: Trx, refund_ids: readonly string[], next_try_at: string): Promise<void> {
  await trx
    .updateTable("outbox")
    .set({ next_try_at })
    .where("reference", "in", refund_ids)
    .where("operation", "=", "create-refund")
    .where("state", "=", "ready")
    .where("error", "=", DISPUTE_DELAY)
    .where("next_try_at", ">", next_try_at)
    .execute();
}

export async function insertCheckout(trx: Trx, checkout: CheckoutTable): Promise<void> {
  await trx
    .insertInto("checkout")
    .values(checkout)
    .onConflict((conflict) => conflict.columns(["reference", "attempt"]).doNothing())
    .execute();
}

/** Reads a checkout that this transaction will act on; PostgreSQL keeps it until commit, SQLite has one writer. */
export async function lockCheckout(trx: Trx, key: CheckoutKey): Promise<CheckoutTable | undefined> {
  return trx
    .selectFrom("checkout")
    .selectAll()
    .where("reference", "=", key.reference)
    .where("attempt", "=", key.attempt)
    .$if(engineOf(trx) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}

/** Changes a checkout that has not ended; false when it has. */
export async function updateCheckout(
  trx: Trx,
  key: CheckoutKey,
  change: Partial<Pick<CheckoutTable, "state" | "session_id" | "url">>,
): Promise<boolean> {
  const updated = await trx
    .updateTable("checkout")
    .set(change)
    .where("reference", "=", key.reference)
    .where("attempt", "=", key.attempt)
    .where("state", "in", ["opening", "open", "complete"])
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Keeps the id of a session that nobody wants any more; the checkout stays given up. */
export async function recordUnwantedSession(trx: Trx, key: CheckoutKey, session_id: string): Promise<void> {
  await trx
    .updateTable("checkout")
    .set({ session_id })
    .where("reference", "=", key.reference)
    .where("attempt", "=", key.attempt)
    .where("session_id", "is", null)
    .execute();
}

/** Stores an event once; a known id changes nothing. */
export async function insertStripeEvent(trx: Trx, event: StripeEventTable): Promise<void> {
  await trx
    .insertInto("stripe_event")
    .values(event)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

export async function updateStripeEvent(
  trx: Trx,
  id: string,
  change: Partial<
    Pick<StripeEventTable, "state" | "tries_count" | "unanswered_count" | "next_try_at" | "finished_at" | "error">
  >,
): Promise<void> {
  await trx.updateTable("stripe_event").set(change).where("id", "=", id).execute();
}

/** Puts a dead event back; false when it is not dead. */
export async function reviveStripeEvent(trx: Trx, id: string, next_try_at: string): Promise<boolean> {
  const revived = await trx
    .updateTable("stripe_event")
    .set({ state: "received", tries_count: 0, unanswered_count: 0, next_try_at, finished_at: null })
    .where("id", "=", id)
    .where("state", "=", "dead")
    .executeTakeFirst();
  return revived.numUpdatedRows === 1n;
}
