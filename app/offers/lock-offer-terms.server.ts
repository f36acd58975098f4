import type { Trx } from "~/platform/database.server";
import { shareOfferLock } from "./offers.store.server";

/** Keeps an offer as it is until this transaction ends, without keeping other buyers waiting. */
export async function lockOfferTerms(trx: Trx, offer_id: string): Promise<void> {
  await shareOfferLock(trx, offer_id);
}
