import { type Instant, instantFromEpochMs } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import type { ThinNotification } from "~/platform/stripe.server";
import { keepEvent } from "./keep-event.server";

/** Puts a thin event into the inbox; a known id changes nothing. It says only which object changed. */
export async function receiveNotification(trx: Trx, told: ThinNotification, now: Instant): Promise<void> {
  const { id, type, object_id, created_ms } = told;
  await keepEvent(trx, { id, type, object_id, created_at: instantFromEpochMs(created_ms) }, told, now);
}
