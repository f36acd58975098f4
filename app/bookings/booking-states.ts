import type { BookingState } from "#db/schema/bookings";

/**
 * Where a booking may go from where it is. Every change of state is one of these; the store asserts it.
 * Source: domain.md, What happens to a booking; payments.md, C10.
 */
const MOVES: Readonly<Record<BookingState, readonly BookingState[]>> = {
  held: ["paying", "paid", "expired", "cancelled"],
  paying: ["paid", "expired", "cancelled"],
  // `refunded`: a chargeback or a refund at the processor took the money of what was never used
  paid: ["redeemed", "expired", "cancelled", "refunded"],
  // `paid`: its only redemption was undone
  redeemed: ["settled", "paid", "refunded"],
  settled: ["refunded", "redeemed"],
  // `paid`: late money that found its seat again
  expired: ["paid", "refunded"],
  cancelled: ["paid", "refunded"],
  // the refund failed after all: the money is owed again
  refunded: ["redeemed", "expired", "cancelled"],
};

export function canMove(from: BookingState, to: BookingState): boolean {
  return MOVES[from].includes(to);
}

/** What the state of a booking that was paid follows from. */
export type PaidFacts = {
  state: BookingState;
  close_reason: string | null;
  gross_minor: number;
  /** What has arrived back at the resident: of refunds that succeeded. */
  returned_minor: number;
  vouchers: readonly { state: "issued" | "redeemed" | "void" }[];
};

/**
 * The state of a booking that was paid, from its vouchers and what went back. It is refunded once everything that was
 * paid went back; otherwise redeemed when no voucher is issued any more and one was redeemed. Source: contract.md.
 */
export function paidState({ state, close_reason, gross_minor, returned_minor, vouchers }: PaidFacts): BookingState {
  if (gross_minor > 0 && returned_minor >= gross_minor) return "refunded";
  if (vouchers.some((voucher) => voucher.state === "issued")) return "paid";
  if (vouchers.some((voucher) => voucher.state === "redeemed")) return state === "settled" ? "settled" : "redeemed";
  return close_reason === "voucher-expired" || close_reason === "no-show" ? "expired" : "cancelled";
}
