/** What a booking claims of an offer's capacity. */
export type CapacityClaim = { offer_id: string; slot_id: string | null; resident_id: string; quantity: number };

/** A claim that was taken; `is_quota_counted` is 1 where it was counted against a campaign quota. */
export type TakenCapacity = CapacityClaim & { is_quota_counted: number };

/** Seats that change hands: `held` while the resident pays, `sold` afterwards; negative numbers give seats back. */
export type SeatChange = { held: number; sold: number };

export function seatChange(column: "held" | "sold", quantity: number): SeatChange {
  return column === "held" ? { held: quantity, sold: 0 } : { held: 0, sold: quantity };
}
