import type { LeaseTable } from "#db/schema/jobs";
import type { Trx } from "~/platform/database.server";

/** Writes a lease that is free, run out or its own; false while somebody else's has not run out. */
export async function claimLease(trx: Trx, lease: LeaseTable, now: string): Promise<boolean> {
  const taken = await trx
    .insertInto("lease")
    .values(lease)
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet({ holder: lease.holder, expires_at: lease.expires_at })
        .where((eb) => eb.or([eb("lease.holder", "=", lease.holder), eb("lease.expires_at", "<=", now)])),
    )
    .executeTakeFirst();
  return (taken.numInsertedOrUpdatedRows ?? 0n) === 1n;
}
