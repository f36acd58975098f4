import { findOffer } from "~/offers/offers.queries.server";
import { type MemberVisit, requireFound } from "../guard.server";

/** The offer that the address names. One of another shop and one that does not exist look alike. */
export async function requireOwnOffer({ services, merchant_id, params }: MemberVisit) {
  const offer = await findOffer(services.db.read, params.id ?? "");
  return requireFound(offer?.merchant_id === merchant_id ? offer : undefined);
}
