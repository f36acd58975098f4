import type { Instant } from "~/kernel/instant";
import type { Reader } from "~/platform/database.server";
import { longestLeaseUntil } from "./lease.store.server";

/** Who has a lease now, if anybody has. */
export async function findLeaseHolder(reader: Reader, name: string, now: Instant): Promise<string | undefined> {
  const lease = await reader
    .selectFrom("lease")
    .select("holder")
    .where("name", "=", name)
    .where("expires_at", ">", now)
    .where("expires_at", "<=", longestLeaseUntil(now))
    .executeTakeFirst();
  return lease?.holder;
}
