import { refused } from "./api-failure";
import type { ApiRoute } from "./api-route";
import type { FormReader } from "./form-reader";
import { answerList } from "./list-request";
import { paidOutBy } from "./payouts.server";
import type { ObjectType } from "./stripe-objects";
import type { Turn } from "./turn";

/** Reading of payment intents, charges and balance transactions. */
export const paymentRoutes: ApiRoute[] = [
  retrieve("payment_intent", "/v1/payment_intents/:id"),
  {
    method: "GET",
    path: "/v1/payment_intents",
    answer: (turn, form) => answerList(turn, form, { type: "payment_intent", url: "/v1/payment_intents" }),
  },
  retrieve("charge", "/v1/charges/:id"),
  {
    method: "GET",
    path: "/v1/charges",
    answer: (turn, form) =>
      answerList(turn, form, { type: "charge", url: "/v1/charges", filters: ["payment_intent", "transfer_group"] }),
  },
  retrieve("balance_transaction", "/v1/balance_transactions/:id"),
  {
    method: "GET",
    path: "/v1/balance_transactions",
    answer: (turn, form) => listBalanceTransactions(turn, form),
  },
];

/** `payout` chooses what an automatic payout took to the bank; of a manual one Stripe does not know. */
function listBalanceTransactions(turn: Turn, form: FormReader) {
  const payout_id = form.text("payout");
  const payout = payout_id === undefined ? undefined : turn.objects.get("payout", payout_id, "payout");
  if (payout?.automatic === false)
    throw refused("Balance history can only be filtered on automatic transfers, not manual.", { param: "payout" });
  return answerList(turn, form, {
    type: "balance_transaction",
    url: "/v1/balance_transactions",
    filters: ["source", "type", "currency"],
    ...(payout && { ids: paidOutBy(turn, payout.id) }),
  });
}

/** The plain "give me this object" endpoint. */
export function retrieve(type: ObjectType, path: string): ApiRoute {
  return {
    method: "GET",
    path,
    answer(turn, form, id = "") {
      form.refuseUnknown();
      return turn.objects.get(type, id);
    },
  };
}
