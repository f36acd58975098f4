import { getCommunity } from "~/alliance/alliance.queries.server";
import { dayOf } from "~/kernel/calendar-day";
import { type Instant, instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { anchorLedger } from "~/ledger/anchor-ledger.server";
import { findNewestAnchor } from "~/ledger/ledger.queries.server";
import { BOOKING_WINDOW_DAYS } from "~/offers/offer";
import { openSlots } from "~/offers/open-slots.server";
import { inTransaction } from "~/platform/database.server";
import { enqueueDaily } from "~/platform/enqueue-daily.server";
import { removeDoneJobs } from "~/platform/held-job.server";
import { removeEndedWindows } from "~/platform/rate-limit.server";
import type { Services } from "~/platform/singletons.server";
import { refreshRecipients } from "./refresh-recipients.server";

export type UpkeepCounts = {
  slots_opened: number;
  anchors_made: number;
  jobs_forgotten: number;
  limits_forgotten: number;
};

/** At an hour at which a text message wakes nobody. */
const EXPIRY_NOTICES = { kind: "announce-expiry", time: "09:00" } as const;

/** What keeps calendar, anchors, limits, daily jobs and merchants' accounts whole. Runs every few minutes. */
export async function runUpkeep(services: Services, now: Instant): Promise<UpkeepCounts> {
  const { zone } = await getCommunity(services.db.read);
  const opened = await inTransaction(services.db, async (trx) =>
    ok(await openSlots(trx, { first_day: dayOf(now, zone), day_count: BOOKING_WINDOW_DAYS }, zone)),
  );
  await inTransaction(services.db, async (trx) => ok(await enqueueDaily(trx, EXPIRY_NOTICES, zone, now)));
  await refreshRecipients(services, now);
  return {
    slots_opened: opened.ok ? opened.value : 0,
    anchors_made: await anchorOncePerDay(services, zone, now),
    jobs_forgotten: await removeDoneJobs(services.db, now),
    limits_forgotten: await removeEndedWindows(services.db, now),
  };
}

/** Signs the journal's head once a day, so that receipts of the day before can be proved. */
async function anchorOncePerDay({ db, keys }: Services, zone: string, now: Instant): Promise<number> {
  const newest = await findNewestAnchor(db.read);
  if (newest && dayOf(instant(newest.ts), zone) >= dayOf(now, zone)) return 0;
  const anchored = await anchorLedger(db, keys.signing_key, now);
  return anchored.ok && anchored.value.seq !== newest?.seq ? 1 : 0;
}
