import type { ApiRoute } from "./api-route";
import { answerList } from "./list-request";
import { retrieve } from "./payment-routes.server";
import { createRefund } from "./refunds.server";

export const refundRoutes: ApiRoute[] = [
  { method: "POST", path: "/v1/refunds", answer: (turn, form) => createRefund(turn, form) },
  retrieve("refund", "/v1/refunds/:id"),
  {
    method: "GET",
    path: "/v1/refunds",
    answer: (turn, form) =>
      answerList(turn, form, { type: "refund", url: "/v1/refunds", filters: ["charge", "payment_intent"] }),
  },
];
