import type { ApiRoute } from "./api-route";
import { answerList } from "./list-request";
import type { ObjectType } from "./stripe-objects";

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
    answer: (turn, form) =>
      answerList(turn, form, {
        type: "balance_transaction",
        url: "/v1/balance_transactions",
        filters: ["source", "type", "currency"],
      }),
  },
];

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
