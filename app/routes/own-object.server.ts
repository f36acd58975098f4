import { findBookingOf } from "~/bookings/bookings.queries.server";
import { findOffer } from "~/offers/offers.queries.server";
import type { Reader } from "~/platform/database.server";
import type { OwnedKind } from "./route-declaration";

/** Who asks: a resident by their own id, staff by the shop they act for. */
type Asker = { person_id: string; merchant_id: string };

const IS_OWN: Record<OwnedKind, (reader: Reader, asker: Asker, id: string) => Promise<boolean>> = {
  booking: async (reader, { person_id }, id) => (await findBookingOf(reader, person_id, id)) !== undefined,
  offer: async (reader, { merchant_id }, id) => (await findOffer(reader, id))?.merchant_id === merchant_id,
};

/** True when the object is there and belongs to who asks; what is not there and what is somebody else's look alike. */
export function isOwnObject(reader: Reader, kind: OwnedKind, asker: Asker, id: string): Promise<boolean> {
  return IS_OWN[kind](reader, asker, id);
}
