import type { Instant } from "~/kernel/instant";
import type { Reader } from "~/platform/database.server";

/** A booking's settlements, by voucher. */
export async function listSettlementsOfBooking(reader: Reader, booking_id: string) {
  return reader
    .selectFrom("settlement")
    .selectAll()
    .where("booking_id", "=", booking_id)
    .orderBy("voucher_id")
    .execute();
}

/** Bookings with a share whose contest window is over, and which nothing has made due or held. */
export async function listBookingsWithDueShares(reader: Reader, now: Instant, limit: number): Promise<string[]> {
  const rows = await reader
    .selectFrom("settlement")
    .select("booking_id")
    .distinct()
    .where("state", "=", "waiting")
    .where("due_at", "<=", now)
    .orderBy("booking_id")
    .limit(limit)
    .execute();
  return rows.map(({ booking_id }) => booking_id);
}

/** Redeemed bookings none of whose vouchers is inside its contest window, held or complained of. */
export async function listSettleableBookings(
  reader: Reader,
  { redeemed_before, id, limit }: { redeemed_before: Instant; id?: string; limit: number },
): Promise<string[]> {
  const rows = await reader
    .selectFrom("booking")
    .select("booking.id")
    .where("booking.state", "=", "redeemed")
    .$if(id !== undefined, (query) => query.where("booking.id", "=", id ?? ""))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("voucher")
            .select("voucher.id")
            .whereRef("voucher.booking_id", "=", "booking.id")
            .where("voucher.state", "=", "redeemed")
            .where("voucher.redeemed_at", ">", redeemed_before),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("settlement")
            .select("settlement.voucher_id")
            .whereRef("settlement.booking_id", "=", "booking.id")
            .where("settlement.state", "=", "held"),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("complaint")
            .select("complaint.id")
            .whereRef("complaint.booking_id", "=", "booking.id")
            .where("complaint.state", "=", "open"),
        ),
      ),
    )
    .orderBy("booking.id")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}
