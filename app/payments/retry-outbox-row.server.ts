import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { reviveOutboxRow } from "./payments.store.server";

/**
 * Puts a dead request back to be sent, under the same key and with the same parameters; false when it is not dead. It
 * keeps one try behind it: the processor may know of it, so its object is looked up before it is asked for again.
 */
export async function retryOutboxRow(trx: Trx, id: string, now: Instant): Promise<boolean> {
  return reviveOutboxRow(trx, id, now);
}
