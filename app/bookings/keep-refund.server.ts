import type { RefundTable } from "#db/schema/bookings";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import type { Trx } from "~/platform/database.server";
import type { Refund } from "./refunds.queries.server";
import { insertRefund, insertRefundPart } from "./refunds.store.server";

/** Where a part of the money lies: with an unused voucher, in what a used one was split into, or as surplus. */
export type WantedPart = { voucher_id: string | null; source: "held" | "split" | "surplus"; amount_minor: Minor };

/** What is known of a refund before the processor has said how it goes. */
export type NewRefund = Pick<
  RefundTable,
  | "id"
  | "key"
  | "booking_id"
  | "charge_id"
  | "reason"
  | "at_fault"
  | "loss_borne_by"
  | "amount_minor"
  | "stripe_refund_id"
  | "request_id"
  | "replaces_id"
>;

/** Keeps a refund as requested with its parts, of which nothing is posted yet. */
export async function keepRefund(
  trx: Trx,
  known: NewRefund,
  parts: readonly WantedPart[],
  now: Instant,
): Promise<Refund> {
  const refund: Refund = { ...known, state: "requested", requested_at: now, ...UNDECIDED };
  await insertRefund(trx, refund);
  for (const [index, part] of parts.entries()) {
    await insertRefundPart(trx, { refund_id: refund.id, ordinal: index + 1, ...part, ...UNPOSTED });
  }
  return refund;
}

const UNDECIDED = {
  finished_at: null,
  failure_reason: null,
  resolved_at: null,
  resolved_by: null,
  resolution: null,
  resolution_note: null,
};
const UNPOSTED = { commission_minor: null, fund_minor: null, merchant_minor: null, is_merchant_paid: null };
