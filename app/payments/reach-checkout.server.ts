import { setTimeout as sleep } from "node:timers/promises";
import type { OutboxTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Database, Reader } from "~/platform/database.server";
import type { Stripe } from "~/platform/stripe.server";
import { openCheckout } from "./open-checkout.server";
import { findLatestCheckout, findOpeningOutboxRow, findOutboxRow } from "./payments.queries.server";

/** How long a person waits for a pay page that somebody else is opening. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 50;

/**
 * The address of the pay page of `reference`: of its open checkout, or of one that is opened now. Where the worker or a
 * second request is just opening it, their answer is waited for: nobody is told that paying is impossible meanwhile.
 */
export async function reachCheckout(
  { db, stripe }: { db: Database; stripe: Stripe },
  reference: string,
  now: Instant,
): Promise<Result<string, "stripe-unavailable" | "checkout-refused">> {
  const row = await findOpeningOutboxRow(db.read, reference);
  const url = await findPayPage(db.read, reference);
  if (url) return ok(url);
  if (!row) return failure("checkout-refused");
  const opened = await openCheckout({ db, stripe }, row, now);
  if (opened.ok) return opened;
  return opened.error === "not-ours-to-send" ? answerOfOther(db.read, row, now) : failure(opened.error);
}

async function answerOfOther(reader: Reader, row: OutboxTable, now: Instant) {
  const is_postponed = row.state === "ready" && row.next_try_at > now;
  const waiting_since_ms = performance.now();
  while (!is_postponed && performance.now() - waiting_since_ms < PATIENCE_MS) {
    const { state } = (await findOutboxRow(reader, row.id)) ?? row;
    const url = await findPayPage(reader, row.reference);
    if (url) return ok(url);
    // done without a pay page: its resident gave it up
    if (state === "dead" || state === "done") return failure("checkout-refused");
    if (state === "ready") break;
    await sleep(LOOK_EVERY_MS);
  }
  return failure("stripe-unavailable");
}

async function findPayPage(reader: Reader, reference: string): Promise<string | undefined> {
  const checkout = await findLatestCheckout(reader, reference);
  return checkout?.state === "open" && checkout.url ? checkout.url : undefined;
}
