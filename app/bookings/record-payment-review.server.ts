import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import type { ReviewFact } from "~/payments/dispute-fact";
import type { Trx } from "~/platform/database.server";
import { listVouchers } from "./bookings.queries.server";
import { lockBooking } from "./bookings.store.server";
import { closePaymentReview, insertPaymentReview } from "./disputes.store.server";
import { lockStrayCharge } from "./lock-stray-charge.server";
import { reviewSettlement } from "./review-settlement.server";

/**
 * The processor looks at a payment it finds suspicious: until it is done no voucher of it is served and no share of it
 * goes out. Told twice or in the wrong order it ends the same. Of money whose booking is not here nothing is served
 * anyway. `charge-unknown`: its charge is not in the books yet.
 */
export async function recordPaymentReview(
  trx: Trx,
  fact: ReviewFact,
  now: Instant,
): Promise<Result<undefined, "charge-unknown">> {
  const capture = await findEntryByIdem(trx, `charge:${fact.charge_id}`);
  const booking = capture?.booking ? await lockBooking(trx, capture.booking) : undefined;
  if (!capture || !booking) return (await lockStrayCharge(trx, fact.charge_id)) ? ok() : failure("charge-unknown");
  const { id, charge_id, reason, opened_at } = fact;
  await insertPaymentReview(trx, { id, booking_id: booking.id, charge_id, reason, opened_at, closed_at: null });
  if (!fact.is_open) await closePaymentReview(trx, id, now);
  for (const voucher of await listVouchers(trx, booking.id)) await reviewSettlement(trx, voucher.id, now);
  return ok();
}
