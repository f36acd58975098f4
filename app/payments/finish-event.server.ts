import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { updateStripeEvent } from "./payments.store.server";

/** The event was applied, or needed no act. */
export async function finishEvent(trx: Trx, id: string, now: Instant): Promise<void> {
  await updateStripeEvent(trx, id, { state: "done", finished_at: now, error: null });
}
