import { ok } from "~/kernel/result";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";

/** Writes to the database of a product that runs beside the test: waits its turn as the product itself does. */
export async function writeBeside(db: Database, write: (trx: Trx) => Promise<unknown>): Promise<void> {
  await inTransaction(db, async (trx) => {
    await write(trx);
    return ok();
  });
}
