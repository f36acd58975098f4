import type { DeadLetterRetryTable } from "#db/schema/jobs";
import type { Trx } from "~/platform/database.server";

export async function insertDeadLetterRetry(trx: Trx, retry: DeadLetterRetryTable): Promise<void> {
  await trx.insertInto("dead_letter_retry").values(retry).execute();
}
