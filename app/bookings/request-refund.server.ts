import type { RefundReason } from "#db/schema/bookings";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import { queueRefund } from "~/payments/queue-refund.server";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { insertRefund } from "./bookings.store.server";

/** What goes back, from which charge and why. */
export type WantedRefund = { booking_id: string; charge_id: string; reason: RefundReason; amount_minor: Minor };

/** Keeps a refund as requested and queues it for the processor. Surplus goes back once a charge, whoever asks. */
export async function requestRefund(trx: Trx, wanted: WantedRefund, now: Instant): Promise<void> {
  const { booking_id, charge_id, reason, amount_minor } = wanted;
  const refund_id = newId();
  await insertRefund(trx, {
    id: refund_id,
    booking_id,
    charge_id,
    reason,
    amount_minor,
    state: "requested",
    stripe_refund_id: null,
    requested_at: now,
    finished_at: null,
  });
  const key = reason === "surplus" ? `surplus:${charge_id}` : `re:${refund_id}`;
  await queueRefund(trx, { refund_id, reference: booking_id, charge_id, amount_minor, key }, now);
}
