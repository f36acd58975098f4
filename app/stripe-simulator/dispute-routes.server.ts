import type { ApiRoute } from "./api-route";
import { acceptDispute, answerDispute } from "./disputes.server";
import { answerList } from "./list-request";
import { retrieve } from "./payment-routes.server";

export const disputeRoutes: ApiRoute[] = [
  retrieve("dispute", "/v1/disputes/:id"),
  {
    method: "GET",
    path: "/v1/disputes",
    answer: (turn, form) =>
      answerList(turn, form, { type: "dispute", url: "/v1/disputes", filters: ["charge", "payment_intent"] }),
  },
  {
    method: "POST",
    path: "/v1/disputes/:id",
    answer: (turn, form, id = "") => answerDispute(turn, form, id),
  },
  {
    method: "POST",
    path: "/v1/disputes/:id/close",
    answer(turn, form, id = "") {
      form.refuseUnknown();
      return acceptDispute(turn, id);
    },
  },
];
