import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { reviveStripeEvent } from "./payments.store.server";

/** Puts a dead event back into the inbox with all its tries; false when it is not dead. */
export async function retryEvent(trx: Trx, id: string, now: Instant): Promise<boolean> {
  return reviveStripeEvent(trx, id, now);
}
