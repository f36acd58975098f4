import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { sumMinor } from "~/kernel/money";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { keepRefund, type WantedPart } from "./keep-refund.server";
import type { Refund } from "./refunds.queries.server";
import { moveRefund } from "./refunds.store.server";

/** What of a failed refund is owed still stays a failed one, a task for a person; gives its id. */
export async function leaveFailedRefund(
  trx: Trx,
  refund: Refund,
  parts: readonly WantedPart[],
  now: Instant,
): Promise<string> {
  const { booking_id, charge_id, reason, at_fault, loss_borne_by, request_id, state, failure_reason } = refund;
  const id = newId();
  const amount_minor = sumMinor(parts.map((part) => part.amount_minor));
  const left = { id, key: `re:${id}`, stripe_refund_id: null, request_id, replaces_id: refund.id, amount_minor };
  await keepRefund(trx, { ...left, booking_id, charge_id, reason, at_fault, loss_borne_by }, parts, now);
  assert(await moveRefund(trx, id, ["requested"], { state, finished_at: now, failure_reason }), "it was kept just now");
  return id;
}
