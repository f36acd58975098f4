import { listVouchersExpiring } from "~/bookings/notices.queries.server";
import { addMs, DAY_MS, type Instant, instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { notifyPerson } from "~/members/notify-person.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";

/** How long before the end of their validity the owners of unused vouchers are told. Source: domain.md, refunds. */
const NOTICE_AHEAD_MS = 3 * DAY_MS;
const BATCH_COUNT = 100;

/** Tells everybody whose voucher has three days left, once a booking. */
export async function announceExpiry({ db }: Pick<Services, "db">, _job: unknown, now: Instant): Promise<void> {
  const until = addMs(now, NOTICE_AHEAD_MS);
  let after_id = "";
  for (;;) {
    const bookings = await listVouchersExpiring(db.read, { until, after_id }, now, BATCH_COUNT);
    for (const { id: booking_id, resident_id, unused_minor, valid_until } of bookings) {
      if (valid_until === null) continue;
      const values = { amount_minor: unused_minor, until: instant(valid_until) };
      const about = { key: `expires-soon:${booking_id}`, person_id: resident_id, booking_id };
      await inTransaction(db, async (trx) =>
        ok(await notifyPerson(trx, { ...about, kind: "voucher-expires-soon", values }, now)),
      );
    }
    after_id = bookings.at(-1)?.id ?? "";
    if (bookings.length < BATCH_COUNT) return;
  }
}
