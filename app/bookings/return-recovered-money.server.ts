import type { Instant } from "~/kernel/instant";
import { type Minor, sumMinor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import { surplusAccount } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import type { Trx } from "~/platform/database.server";
import { lockBooking } from "./bookings.store.server";
import { findDispute, isChargeDisputed, listDisputeParts } from "./disputes.queries.server";
import { getReservedSurplus, listRecoveredRefunds } from "./refunds.queries.server";
import { requestRefund } from "./request-refund.server";

export type RecoveredRefusal = "dispute-unknown" | "own-booking" | "disputed" | "nothing-to-return";

/**
 * A person decides that money of a void voucher, which a dispute took and a late win brought back, goes to the resident
 * after all: it is refunded out of the booking's surplus, up to what of it nobody else waits for. Asking twice is asking
 * once; what comes back later still can be returned on its own.
 */
export async function returnRecoveredMoney(
  trx: Trx,
  { dispute_id, returned_by }: { dispute_id: string; returned_by: string },
  now: Instant,
): Promise<Result<undefined, RecoveredRefusal>> {
  const found = await findDispute(trx, dispute_id);
  if (!found) return failure("dispute-unknown");
  const { booking_id, charge_id } = found;
  const booking = await lockBooking(trx, booking_id);
  if (booking?.resident_id === returned_by) return failure("own-booking");
  if (await isChargeDisputed(trx, charge_id)) return failure("disputed");
  const asked = await listRecoveredRefunds(trx, dispute_id);
  const open_minor = (await recoveredMinor(trx, dispute_id)) - sumMinor(asked.map((refund) => refund.amount_minor));
  if (open_minor <= 0) return asked.length > 0 ? ok() : failure("nothing-to-return");
  const free_minor =
    -(await getAccountBalance(trx, surplusAccount(booking_id))) - (await getReservedSurplus(trx, booking_id));
  const amount_minor = Math.min(open_minor, free_minor);
  if (amount_minor <= 0) return failure("nothing-to-return");
  const parts = [{ voucher_id: null, source: "surplus" as const, amount_minor }];
  const named = { key: `recovered:${dispute_id}:${asked.length + 1}`, notice: "refund-requested" } as const;
  await requestRefund(trx, { booking_id, charge_id, reason: "surplus", parts, named }, now);
  return ok();
}

/** What a late win brought back that nobody has: of vouchers that are void, and of surplus. */
async function recoveredMinor(trx: Trx, dispute_id: string): Promise<Minor> {
  const parts = await listDisputeParts(trx, dispute_id);
  const unclaimed = parts.filter(({ source }) => source === "held" || source === "surplus");
  return sumMinor(unclaimed.map((part) => part.recovered_minor));
}
