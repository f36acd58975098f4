import type Stripe from "stripe";
import type { ApiRoute } from "./api-route";
import type { Turn } from "./turn";

export const balanceRoutes: ApiRoute[] = [
  {
    method: "GET",
    path: "/v1/balance",
    answer(turn, form) {
      form.refuseUnknown();
      return balance(turn);
    },
  },
];

/** The account's balance now: the sum of all balance transactions, split by whether their day has come. */
function balance(turn: Turn): Stripe.Balance {
  const sums = turn.sums(turn.now);
  const rows = sums.length === 0 ? [{ currency: "cny", available: 0, pending: 0 }] : sums;
  return {
    object: "balance",
    available: rows.map((row) => ({
      amount: row.available,
      currency: row.currency,
      source_types: { card: row.available },
    })),
    livemode: false,
    pending: rows.map((row) => ({ amount: row.pending, currency: row.currency, source_types: { card: row.pending } })),
  };
}
