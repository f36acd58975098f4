import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import type { Allocation } from "./dashboard-refund";
import { leaveFailedRefund } from "./leave-failed-refund.server";
import { findRefund, type Refund } from "./refunds.queries.server";
import { moveRefund, resolveFailedRefund } from "./refunds.store.server";
import { requestRefund } from "./request-refund.server";

/**
 * Ends refunds of ours that another one took the place of. What that one does not cover of them is asked for again, or
 * stays the task that a failed one is.
 */
export async function takeOverRefunds(
  trx: Trx,
  overtaken: Allocation["overtaken"],
  { stripe_refund_id }: { stripe_refund_id: string },
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
    else await leaveFailedRefund(trx, refund, rest, now);
  }
}

type Rest = Allocation["overtaken"][number]["rest"];

async function askForRest(trx: Trx, refund: Refund, parts: Rest, now: Instant): Promise<void> {
  const { id: replaces_id, booking_id, charge_id, reason, at_fault, loss_borne_by, request_id } = refund;
  const blame = { at_fault, loss_borne_by };
  const wanted = { booking_id, charge_id, reason, parts, blame, replaces_id, ...(request_id && { request_id }) };
  await requestRefund(trx, wanted, now);
}
