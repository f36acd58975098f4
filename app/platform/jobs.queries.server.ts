import type { Instant } from "~/kernel/instant";
import type { Reader } from "./database.server";
import { isDue, isReadyJobDue } from "./due.server";

/** Jobs whose time has come, and those whose holder was not heard of for too long; the longest due first. */
export async function listDueJobs(reader: Reader, now: Instant, limit: number) {
  return reader
    .selectFrom("job")
    .selectAll()
    .where((eb) =>
      eb.or([
        eb.and([eb("state", "=", "ready"), isReadyJobDue(now)]),
        eb.and([eb("state", "=", "running"), isDue("lease_until", now)]),
      ]),
    )
    .orderBy("next_try_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}
