import type { Instant } from "~/kernel/instant";
import { type Minor, sumMinor } from "~/kernel/money";
import { withdrawUntriedRefund } from "~/payments/withdraw-untried-refund.server";
import type { Trx } from "~/platform/database.server";
import type { OwedRefund } from "./dashboard-refund";
import { listRefundParts, listRefunds, type Refund } from "./refunds.queries.server";

/** A refund that somebody made at the processor without us, of which booking's charge. */
type ForeignRefund = { booking_id: string; charge_id: string; amount_minor: Minor };

/**
 * The refunds of ours of the same charge that a foreign one of `amount_minor` may take the place of: `owed` are kept
 * from being sent here and now, as many as it covers, or have failed; `underway` may have been sent, and stay. Callers
 * hold the booking's lock; nobody who waits for that has a request for a refund locked.
 */
export async function withholdRefunds(
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

function isOpenTask({ state, resolved_at }: Refund): boolean {
  return (state === "failed" || state === "canceled") && resolved_at === null;
}
