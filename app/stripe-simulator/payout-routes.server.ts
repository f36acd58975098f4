import type { ApiRoute } from "./api-route";
import { answerList } from "./list-request";
import { retrieve } from "./payment-routes.server";
import { createPayout } from "./payouts.server";

export const payoutRoutes: ApiRoute[] = [
  { method: "POST", path: "/v1/payouts", answer: (turn, form) => createPayout(turn, form) },
  retrieve("payout", "/v1/payouts/:id"),
  {
    method: "GET",
    path: "/v1/payouts",
    answer: (turn, form) =>
      answerList(turn, form, { type: "payout", url: "/v1/payouts", filters: ["status", "destination"] }),
  },
];
