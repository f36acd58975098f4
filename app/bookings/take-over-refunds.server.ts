import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { type Minor, sumMinor } from "~/kernel/money";
import { withdrawUntriedRefund } from "~/payments/withdraw-untried-refund.server";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import type { Allocation, OwedRefund } from "./dashboard-refund";
import { keepRefund } from "./keep-refund.server";
import { findRefund, listRefundParts, listRefunds, type Refund } from "./refunds.queries.server";
import { moveRefund, resolveFailedRefund } from "./refunds.store.server";
import { requestRefund } from "./request-refund.server";

/** A refund that somebody made at the processor without us, of which booking's charge. */
type ForeignRefund = { booking_id: string; charge_id: string; stripe_refund_id: string; amount_minor: Minor };

/**
 * The refunds of ours of the same charge that a foreign one of `amount_minor` may take the place of: `owed` are kept
 * from being sent here and now, as many as it covers, or have failed; `underway` may have been sent, and stay. Callers
 * hold the booking's lock; nobody who waits for that has a request for a refund locked.
 */
export async function listOvertakable(
  trx: Trx,
  { booking_id, charge_id, amount_minor }: ForeignRefund,
  now: Instant,
): Promise<{ owed: OwedRefund[]; underway: OwedRefund[] }> {
  const owed: OwedRefund[] = [];
  const underway: OwedRefund[] = [];
  let open_minor = amount_minor;
  for (const refund of await listRefunds(trx, booking_id)) {
    const is_waiting = refund.charge_id === charge_id && refund.state === "requested";
    const has_failed = refund.charge_id === charge_id && isOpenTask(refund);
    if (open_minor <= 0 || !(is_waiting || has_failed)) continue;
    const found = { id: refund.id, parts: await listRefundParts(trx, refund.id) };
    if (has_failed || (await withdrawUntriedRefund(trx, refund.id, now))) {
      owed.push(found);
      open_minor -= sumMinor(found.parts.map((part) => part.amount_minor));
    } else underway.push(found);
  }
  return { owed, underway };
}

/**
 * Ends refunds of ours that another one took the place of. What that one does not cover of them is asked for again, or
 * stays the task that a failed one is.
 */
export async function takeOverRefunds(
  trx: Trx,
  overtaken: Allocation["overtaken"],
  { stripe_refund_id }: Pick<ForeignRefund, "stripe_refund_id">,
  now: Instant,
): Promise<void> {
  for (const { refund_id, rest } of overtaken) {
    const refund = await findRefund(trx, refund_id);
    assert(refund, "a refund never goes away");
    const change = { state: "canceled", finished_at: now, failure_reason: "made_at_processor" } as const;
    const was_waiting = await moveRefund(trx, refund_id, ["requested"], change);
    const end = { resolved_at: now, resolved_by: null, resolution: null, resolution_note: stripe_refund_id };
    assert(await resolveFailedRefund(trx, refund_id, end), "what is owed can be taken over");
    if (rest.length === 0) continue;
    if (was_waiting) await askForRest(trx, refund, rest, now);
    else await leaveRest(trx, refund, rest, now);
  }
}

function isOpenTask({ state, resolved_at }: Refund): boolean {
  return (state === "failed" || state === "canceled") && resolved_at === null;
}

type Rest = Allocation["overtaken"][number]["rest"];

async function askForRest(trx: Trx, refund: Refund, parts: Rest, now: Instant): Promise<void> {
  const { id: replaces_id, booking_id, charge_id, reason, at_fault, loss_borne_by, request_id } = refund;
  const blame = { at_fault, loss_borne_by };
  const wanted = { booking_id, charge_id, reason, parts, blame, replaces_id, ...(request_id && { request_id }) };
  await requestRefund(trx, wanted, now);
}

async function leaveRest(trx: Trx, refund: Refund, parts: Rest, now: Instant): Promise<void> {
  const { booking_id, charge_id, reason, at_fault, loss_borne_by, request_id, state, failure_reason } = refund;
  const id = newId();
  const amount_minor = sumMinor(parts.map((part) => part.amount_minor));
  const left = { id, key: `re:${id}`, stripe_refund_id: null, request_id, replaces_id: refund.id, amount_minor };
  await keepRefund(trx, { ...left, booking_id, charge_id, reason, at_fault, loss_borne_by }, parts, now);
  assert(await moveRefund(trx, id, ["requested"], { state, finished_at: now, failure_reason }), "it was kept just now");
}
