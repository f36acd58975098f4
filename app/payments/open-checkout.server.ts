import type { OutboxTable } from "#db/schema/payments";
import { addMs, epochMs, type Instant, instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import { claimOutboxRow } from "./claim-outbox-row.server";
import { createOnce } from "./create-once.server";
import { endOutboxRow } from "./end-outbox-row.server";
import { updateCheckout } from "./payments.store.server";
import { findLostSession } from "./read-checkout.server";
import { recordFailedTry } from "./record-failed-try.server";

/** A session may have been opened by a clock slightly behind ours. */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

type Processor = { db: Database; stripe: Stripe };

/**
 * Sends a queued checkout to Stripe and records the session; gives the address of its pay page. Safe to repeat: the
 * row's key makes Stripe answer the same, and after a lost answer the session is looked up first. A row that another
 * sender has, or that is finished, is left alone.
 */
export async function openCheckout(
  { db, stripe }: Processor,
  row: OutboxTable,
  now: Instant,
): Promise<Result<string, "not-ours-to-send" | "stripe-unavailable" | "checkout-refused">> {
  if (!(await claimOutboxRow(db, row.id, now))) return failure("not-ours-to-send");
  const params = JSON.parse(row.params_json) as Stripe.Checkout.SessionCreateParams;
  const checkout = { reference: row.reference, attempt: Number(params.metadata?.attempt ?? "1") };
  try {
    const session = await lostOrNewSession(stripe, row, params, checkout);
    await inTransaction(db, async (trx) => {
      await updateCheckout(trx, checkout, { state: "open", session_id: session.id, url: session.url });
      await endOutboxRow(trx, row.id, now);
      return ok();
    });
    return session.url ? ok(session.url) : failure("checkout-refused");
  } catch (error) {
    const fate = await recordFailedTry(db, row, error, now);
    return failure(fate === "dead" ? "checkout-refused" : "stripe-unavailable");
  }
}

async function lostOrNewSession(
  stripe: Stripe,
  row: OutboxTable,
  params: Stripe.Checkout.SessionCreateParams,
  checkout: { reference: string; attempt: number },
): Promise<Stripe.Checkout.Session> {
  const since_s = Math.floor(epochMs(addMs(instant(row.created_at), -CLOCK_TOLERANCE_MS)) / SECOND_MS);
  const session = await createOnce(
    row,
    (idempotencyKey) => stripe.checkout.sessions.create(params, { idempotencyKey }),
    () => findLostSession(stripe, checkout, since_s),
  );
  return assertStripeObject(session, "checkout.session");
}
