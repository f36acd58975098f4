import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { setOfferListed } from "./offers.store.server";

/** Puts an offer on the list or takes it off. Vouchers already sold stay good. */
export async function switchOffer(
  trx: Trx,
  offer: { offer_id: string; is_listed: boolean },
  now: Instant,
): Promise<Result<undefined, "offer-unknown">> {
  const switched = await setOfferListed(trx, offer.offer_id, offer.is_listed ? 1 : 0, now);
  return switched ? ok() : failure("offer-unknown");
}
