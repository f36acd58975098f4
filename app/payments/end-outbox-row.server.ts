import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { finishOutboxRow } from "./payments.store.server";

/** Ends an answered row, in the transaction that records the answer. */
export async function endOutboxRow(trx: Trx, id: string, now: Instant): Promise<void> {
  await finishOutboxRow(trx, id, now);
}
