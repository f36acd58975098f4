import { settleBookings } from "~/bookings/settle-bookings.server";
import type { Instant } from "~/kernel/instant";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { releaseOverdueBookings } from "./release-overdue-bookings.server";

export type ScheduleCounts = { holds_checked: number; settlements_due: number };

/** What falls due by the clock: settlements and overdue holds. Runs every few seconds. */
export async function runSchedules(services: Services, now: Instant): Promise<ScheduleCounts> {
  const settled = await inTransaction(services.db, (trx) => settleBookings(trx, now));
  return {
    settlements_due: settled.ok ? settled.value : 0,
    holds_checked: await releaseOverdueBookings(services, now),
  };
}
