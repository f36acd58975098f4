import type { LossBearer, PartyAtFault, RefundReason } from "#db/schema/bookings";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { sumMinor } from "~/kernel/money";
import type { NoticeKind } from "~/members/notice";
import { queueRefund } from "~/payments/queue-refund.server";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { keepRefund, type WantedPart } from "./keep-refund.server";
import { notifyResident } from "./notify-resident.server";
import { REFUND_BLAME } from "./refund-entries";

/** What goes back, from which charge and why. */
export type WantedRefund = {
  booking_id: string;
  charge_id: string;
  reason: RefundReason;
  parts: readonly WantedPart[];
  /** Where it is not what `REFUND_BLAME` says. */
  blame?: { at_fault: PartyAtFault; loss_borne_by: LossBearer };
  /** What it is called and told as, where that is not what its reason says. */
  named?: { key: string; notice: "refund-requested" };
  request_id?: string;
  replaces_id?: string;
};

/**
 * Keeps a refund as requested and queues it for the processor; gives its id. Callers hold the booking's lock and have
 * moved what they give back (a voucher to void, a request to agreed), so that a second attempt never gets here. Surplus
 * goes back once a charge, whoever asks, but for what is `named` otherwise.
 */
export async function requestRefund(trx: Trx, wanted: WantedRefund, now: Instant): Promise<string> {
  const { booking_id, charge_id, reason, parts } = wanted;
  assert(parts.length > 0, "a refund consists of something");
  const id = newId();
  const amount_minor = sumMinor(parts.map((part) => part.amount_minor));
  const own_key = reason === "surplus" && !wanted.replaces_id ? `surplus:${charge_id}` : `re:${id}`;
  const key = wanted.named?.key ?? own_key;
  const refund = {
    id,
    key,
    booking_id,
    charge_id,
    reason,
    ...(wanted.blame ?? REFUND_BLAME[reason]),
    amount_minor,
    stripe_refund_id: null,
    request_id: wanted.request_id ?? null,
    replaces_id: wanted.replaces_id ?? null,
  };
  await keepRefund(trx, refund, parts, now);
  const kind = wanted.named?.notice ?? TOLD_AS[reason];
  if (kind) await notifyResident(trx, { key: `refund:${id}`, booking_id, kind, values: { amount_minor } }, now);
  await queueRefund(trx, { refund_id: id, reference: booking_id, charge_id, amount_minor, key }, now);
  return id;
}

/** What the resident hears when their money is asked back; an agreed refund is told with the merchant's answer. */
const TOLD_AS = {
  resident_cancelled: "refund-requested",
  expired: "booking-expired",
  surplus: "late-money",
  rest: "refund-requested",
  agreed: undefined,
  dashboard: undefined,
} as const satisfies Record<RefundReason, NoticeKind | undefined>;
