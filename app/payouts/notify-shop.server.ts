import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import { listOwners } from "~/members/members.queries.server";
import { notifyPerson } from "~/members/notify-person.server";
import type { Trx } from "~/platform/database.server";

/**
 * Tells the owners of a shop that money on its way to them did not arrive: their account may be wrong. `event` names what
 * happened, so that it is told once.
 */
export async function notifyShop(
  trx: Trx,
  failed: { event: string; merchant_id: string; amount_minor: Minor },
  now: Instant,
): Promise<void> {
  const { event, merchant_id, amount_minor } = failed;
  for (const person_id of await listOwners(trx, merchant_id)) {
    const key = `payout-failed:${event}:${person_id}`;
    await notifyPerson(trx, { key, person_id, kind: "payout-failed", booking_id: null, values: { amount_minor } }, now);
  }
}
