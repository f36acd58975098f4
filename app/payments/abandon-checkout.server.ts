import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { lockCheckout, updateCheckout, withdrawUntriedOpening } from "./payments.store.server";

/**
 * Gives up a checkout that was never opened; false when it has a session by now, which must be ended first. A request
 * that nobody has tried to send is withdrawn. One whose answer is on its way, or was lost, stays for its sender, who
 * finds the checkout given up and ends the session that may be there.
 */
export async function abandonCheckout(
  trx: Trx,
  key: { reference: string; attempt: number },
  now: Instant,
): Promise<boolean> {
  const checkout = await lockCheckout(trx, key);
  if (!checkout || checkout.session_id !== null) return false;
  await updateCheckout(trx, key, { state: "failed" });
  await withdrawUntriedOpening(trx, key.reference, { finished_at: now, error: "given up by the resident" });
  return true;
}
