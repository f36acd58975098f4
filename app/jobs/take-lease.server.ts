import type { LeaseTable } from "#db/schema/jobs";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { claimLease } from "./lease.store.server";

/** Takes or renews a lease; false while somebody else's has not run out. */
export async function takeLease(trx: Trx, lease: LeaseTable, now: Instant): Promise<boolean> {
  return claimLease(trx, lease, now);
}
