import { IMPORT_KINDS, importFile } from "#db/import/import-file";
import type { Community } from "~/alliance/community";
import { createCommunity } from "~/alliance/create-community.server";
import { assert } from "~/kernel/assert";
import { addDays, type CalendarDay, instantAt } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { BOOKING_WINDOW_DAYS } from "~/offers/offer";
import { openSlots } from "~/offers/open-slots.server";
import { inTransaction } from "~/platform/database.server";
import { withSeededIds } from "~/platform/id-source.server";
import type { Services } from "~/platform/singletons.server";
import { DEMO_BOOKINGS } from "./demo-bookings";
import { HISTORY_DAYS, historyPlan } from "./history-plan";
import { playBookings } from "./play-bookings";
import { controlProcessor } from "./processor";
import { seedFile } from "./seed-file";

export const DEMO_COMMUNITY: Community = {
  name_zh: "青杨里社区（演示）",
  name_en: "Qingyangli Community (demonstration)",
  zone: "Asia/Shanghai",
  currency: "cny",
  desk_phone: "028-5550-1234",
  is_demo: 1,
};

const FOUNDED_DAYS_AGO = HISTORY_DAYS + 10;
/** The last days' own bookings, and slots before them. */
const LAST_DAYS = 14;

/** What a demo of this day is made from: ids here and at the simulator follow from it. */
export function demoSeed(today: CalendarDay): string {
  return `demo ${today}`;
}

/**
 * Founds the demo community in an empty database and plays its last three months through the real commands and the
 * simulator: `history_days` of them, three months unless told. The same day gives the same data: nothing but that and
 * `today` comes from outside.
 */
export async function seedDemo(
  services: Services,
  { today, history_days = HISTORY_DAYS }: { today: CalendarDay; history_days?: number | undefined },
  tell: (line: string) => void,
): Promise<void> {
  const processor = controlProcessor(services.settings.stripe);
  const { zone } = DEMO_COMMUNITY;
  const past_days = Math.max(history_days, LAST_DAYS);
  await withSeededIds(demoSeed(today), async () => {
    await foundDemo(services, instantAt(addDays(today, -FOUNDED_DAYS_AGO), "09:00", zone), tell);
    await inTransaction(services.db, async (trx) => {
      return ok(
        await openSlots(
          trx,
          { first_day: addDays(today, -past_days), day_count: past_days + BOOKING_WINDOW_DAYS },
          zone,
        ),
      );
    });
    await playBookings(
      { services, processor, zone, today },
      [...historyPlan(history_days), ...DEMO_BOOKINGS],
      (done_count, left_count) => {
        if (done_count % 50 === 0 || left_count === 0)
          tell(`playing three months: ${done_count} of ${done_count + left_count}`);
      },
    );
  });
  await processor.setClock(null);
}

async function foundDemo({ db }: Services, founded_at: Instant, tell: (line: string) => void): Promise<void> {
  const created = await inTransaction(db, (trx) => createCommunity(trx, DEMO_COMMUNITY, founded_at));
  assert(created.ok, "the demo is seeded into an empty database");
  for (const kind of IMPORT_KINDS) {
    const report = await importFile(db, { kind, file: seedFile(`${kind}.csv`), is_dry_run: false }, founded_at);
    const [first] = report.errors;
    assert(!first, `db/seed/${kind}.csv:${first?.line}: ${first?.column}: ${first?.message}`);
    tell(`${kind}: ${report.added_count}`);
  }
}
