import { listExpiredBookings } from "~/bookings/bookings.queries.server";
import { expireVouchers } from "~/bookings/expire-vouchers.server";
import { settleBookings } from "~/bookings/settle-bookings.server";
import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { failSilentRuns } from "~/ledger/fail-silent-runs.server";
import { findRunningVerification } from "~/ledger/ledger.queries.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { moveTransfers } from "./move-transfers.server";
import { releaseOverdueBookings } from "./release-overdue-bookings.server";

export type ScheduleCounts = {
  holds_checked: number;
  settlements_due: number;
  transfers_moved: number;
  bookings_expired: number;
};

const BATCH_COUNT = 50;

/** What falls due by the clock: settlements, vouchers past their last day and overdue holds. Runs every few seconds. */
export async function runSchedules(services: Services, now: Instant): Promise<ScheduleCounts> {
  const settled = await inTransaction(services.db, (trx) => settleBookings(trx, now));
  await endSilentVerification(services, now);
  const transfers_moved = await moveTransfers(services, now);
  return {
    settlements_due: settled.ok ? settled.value : 0,
    transfers_moved,
    bookings_expired: await expireBookings(services, now),
    holds_checked: await releaseOverdueBookings(services, now),
  };
}

/** A run whose process was killed would look as if it went on for ever. */
async function endSilentVerification({ db }: Services, now: Instant): Promise<void> {
  if (!(await findRunningVerification(db.read))) return;
  await inTransaction(db, async (trx) => ok(await failSilentRuns(trx, now)));
}

/** Each booking stands alone: one that cannot be ended is reported and keeps no other waiting. */
async function expireBookings({ db, log }: Services, now: Instant): Promise<number> {
  let expired_count = 0;
  for (const { id } of await listExpiredBookings(db.read, now, BATCH_COUNT)) {
    try {
      const expired = await inTransaction(db, (trx) => expireVouchers(trx, id, now));
      if (expired.ok && expired.value) expired_count += 1;
    } catch (error) {
      log.error({ booking: id, reason: String(error) }, "a booking could not be expired");
    }
  }
  return expired_count;
}
