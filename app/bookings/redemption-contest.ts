import type { ComplaintKind, RefundRequestTable } from "#db/schema/bookings";
import { addMs, DAY_MS, HOUR_MS, type Instant, instant } from "~/kernel/instant";
import { CONTEST_WINDOW_MS } from "./booking";

/** The counter may take a redemption back for this long. Source: domain.md, What happens to a booking. */
const UNDO_WINDOW_MS = HOUR_MS;
/** Some wallets refund for 90 days after payment; what is asked later needs time to be decided. Source: payments.md, decision 4. */
const REFUND_ASKABLE_MS = 85 * DAY_MS;
/** A refund request that nobody answered may be complained of after this time. */
const ANSWER_PATIENCE_MS = 3 * DAY_MS;

export function contestableUntil(redeemed_at: string): Instant {
  return addMs(instant(redeemed_at), CONTEST_WINDOW_MS);
}

export function undoableUntil(redeemed_at: string): Instant {
  return addMs(instant(redeemed_at), UNDO_WINDOW_MS);
}

export function refundAskableUntil(paid_at: string): Instant {
  return addMs(instant(paid_at), REFUND_ASKABLE_MS);
}

/** From when on a request that nobody answered may be complained of. */
export function complainableFrom(requested_at: string): Instant {
  return addMs(instant(requested_at), ANSWER_PATIENCE_MS);
}

/** As what a refund request may be taken to the operator now: it was refused, or nobody answered; else undefined. */
export function complaintKind(
  { state, requested_at }: Pick<RefundRequestTable, "state" | "requested_at">,
  now: Instant,
): Exclude<ComplaintKind, "contest"> | undefined {
  if (state === "refused") return "refund-refused";
  return state === "requested" && now >= complainableFrom(requested_at) ? "refund-unanswered" : undefined;
}
