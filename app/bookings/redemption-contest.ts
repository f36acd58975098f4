import { addMs, DAY_MS, HOUR_MS, type Instant, instant } from "~/kernel/instant";
import { CONTEST_WINDOW_MS } from "./booking";

/** The counter may take a redemption back for this long. Source: domain.md, What happens to a booking. */
export const UNDO_WINDOW_MS = HOUR_MS;
/** Some wallets refund for 90 days after payment; what is asked later needs time to be decided. Source: payments.md, decision 4. */
export const REFUND_ASKABLE_MS = 85 * DAY_MS;
/** A refund request that nobody answered may be complained of after this time. */
export const ANSWER_PATIENCE_MS = 3 * DAY_MS;

export function contestableUntil(redeemed_at: string): Instant {
  return addMs(instant(redeemed_at), CONTEST_WINDOW_MS);
}

export function undoableUntil(redeemed_at: string): Instant {
  return addMs(instant(redeemed_at), UNDO_WINDOW_MS);
}

export function refundAskableUntil(paid_at: string): Instant {
  return addMs(instant(paid_at), REFUND_ASKABLE_MS);
}
