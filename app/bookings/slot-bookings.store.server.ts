import { engineOf } from "#db/engine";
import type { BookingTable } from "#db/schema/bookings";
import { assert } from "~/kernel/assert";
import type { Trx } from "~/platform/database.server";

/** As `lockBooking`, for everybody who ever booked a slot: in one order, so that two who do this wait for each other. */
export async function lockBookingsOfSlot(trx: Trx, slot_id: string): Promise<BookingTable[]> {
  return trx
    .selectFrom("booking")
    .selectAll()
    .where("slot_id", "=", slot_id)
    .orderBy("id")
    .$if(engineOf(trx) === "postgres", (query) => query.forUpdate())
    .execute();
}

/** A paid booking takes place at another time, which its resident did not choose: nothing is kept from who stays away. */
export async function changeBookedTime(
  trx: Trx,
  id: string,
  change: Pick<BookingTable, "terms_json" | "valid_until">,
): Promise<void> {
  const changed = await trx
    .updateTable("booking")
    .set({ ...change, is_no_show_kept: 0 })
    .where("id", "=", id)
    .where("state", "=", "paid")
    .executeTakeFirst();
  assert(changed.numUpdatedRows === 1n, "a locked booking stays what it is");
}
