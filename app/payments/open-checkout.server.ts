import type { OutboxTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { type Database, inTransaction, type Reader } from "~/platform/database.server";
import { assertStripeObject, type Stripe } from "~/platform/stripe.server";
import { claimOutboxRow } from "./claim-outbox-row.server";
import { createOnce } from "./create-once.server";
import { endCheckout } from "./end-checkout.server";
import { endOutboxRow } from "./end-outbox-row.server";
import { findLatestCheckout } from "./payments.queries.server";
import { recordUnwantedSession, updateCheckout } from "./payments.store.server";
import { findLostSession } from "./read-checkout.server";
import { recordFailedTry } from "./record-failed-try.server";

type Processor = { db: Database; stripe: Stripe };

/**
 * Sends a queued checkout to Stripe and records the session; gives the address of its pay page. Safe to repeat: the
 * row's key makes Stripe answer the same, and after a lost answer the session is looked up first. A row that another
 * sender has, or that is finished, is left alone. Where the resident gave the checkout up meanwhile, its session is
 * recorded and ended, and only then the row: nobody can pay for seats that were given back.
 */
export async function openCheckout(
  { db, stripe }: Processor,
  { id }: Pick<OutboxTable, "id">,
  now: Instant,
): Promise<Result<string, "not-ours-to-send" | "stripe-unavailable" | "checkout-refused">> {
  const claim = await claimOutboxRow(db, id, now);
  if (!claim) return failure("not-ours-to-send");
  const { row } = claim;
  const params = JSON.parse(row.params_json) as Stripe.Checkout.SessionCreateParams;
  const checkout = { reference: row.reference, attempt: Number(params.metadata?.attempt ?? "1") };
  try {
    const is_given_up = row.tries_count > 1 && (await isGivenUp(db.read, checkout));
    const session = is_given_up
      ? await findLostSession(stripe, { ...checkout, created_at: row.created_at })
      : await lostOrNewSession(stripe, row, params, checkout);
    if (session && (await recordSession(db, { row, checkout, session }, now))) {
      return session.url ? ok(session.url) : failure("checkout-refused");
    }
    // who was fast enough to pay for it is told to us by an event, and has the money back
    if (session) await endCheckout(stripe, session.id);
    await inTransaction(db, async (trx) => ok(await endOutboxRow(trx, row.id, now)));
    return failure("checkout-refused");
  } catch (error) {
    const fate = await recordFailedTry(db, row, error, now);
    return failure(fate === "dead" ? "checkout-refused" : "stripe-unavailable");
  } finally {
    claim.letGo();
  }
}

type Checkout = { reference: string; attempt: number };

/** Only a tried request outlives its checkout: giving up withdraws the others. */
async function isGivenUp(reader: Reader, { reference, attempt }: Checkout): Promise<boolean> {
  const latest = await findLatestCheckout(reader, reference);
  return latest?.attempt === attempt && latest.state === "failed";
}

/** Keeps the session with its open checkout; false when the checkout has ended meanwhile, and the row is not ended then. */
async function recordSession(
  db: Database,
  { row, checkout, session }: { row: OutboxTable; checkout: Checkout; session: Stripe.Checkout.Session },
  now: Instant,
): Promise<boolean> {
  const recorded = await inTransaction(db, async (trx) => {
    const is_open = await updateCheckout(trx, checkout, { state: "open", session_id: session.id, url: session.url });
    if (is_open) await endOutboxRow(trx, row.id, now);
    else await recordUnwantedSession(trx, checkout, session.id);
    return ok(is_open);
  });
  return recorded.ok && recorded.value;
}

async function lostOrNewSession(
  stripe: Stripe,
  row: OutboxTable,
  params: Stripe.Checkout.SessionCreateParams,
  checkout: Checkout,
): Promise<Stripe.Checkout.Session> {
  const session = await createOnce(
    row,
    (idempotencyKey) => stripe.checkout.sessions.create(params, { idempotencyKey }),
    () => findLostSession(stripe, { ...checkout, created_at: row.created_at }),
  );
  return assertStripeObject(session, "checkout.session");
}
