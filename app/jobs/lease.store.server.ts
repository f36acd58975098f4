import type { LeaseTable } from "#db/schema/jobs";
import { addMs, type Instant, MINUTE_MS } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";

const LONGEST_LEASE_MS = MINUTE_MS;

/** No lease is taken beyond this: one that ends later still was written before the clock was set back. */
export function longestLeaseUntil(now: Instant): Instant {
  return addMs(now, LONGEST_LEASE_MS);
}

/** Writes a lease that is free, run out or its own; false while somebody else's has not run out. */
export async function claimLease(trx: Trx, lease: LeaseTable, now: Instant): Promise<boolean> {
  const taken = await trx
    .insertInto("lease")
    .values(lease)
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet({ holder: lease.holder, expires_at: lease.expires_at })
        .where((eb) =>
          eb.or([
            eb("lease.holder", "=", lease.holder),
            eb("lease.expires_at", "<=", now),
            eb("lease.expires_at", ">", longestLeaseUntil(now)),
          ]),
        ),
    )
    .executeTakeFirst();
  return (taken.numInsertedOrUpdatedRows ?? 0n) === 1n;
}
