import { missing } from "./api-failure";
import type { ApiRoute } from "./api-route";
import { answerList } from "./list-request";
import { retrieve } from "./payment-routes.server";
import { createTransfer, reverseTransfer, updateTransfer } from "./transfers.server";

export const transferRoutes: ApiRoute[] = [
  { method: "POST", path: "/v1/transfers", answer: (turn, form) => createTransfer(turn, form) },
  retrieve("transfer", "/v1/transfers/:id"),
  { method: "POST", path: "/v1/transfers/:id", answer: (turn, form, id = "") => updateTransfer(turn, form, id) },
  {
    method: "GET",
    path: "/v1/transfers",
    answer: (turn, form) =>
      answerList(turn, form, { type: "transfer", url: "/v1/transfers", filters: ["destination", "transfer_group"] }),
  },
  {
    method: "POST",
    path: "/v1/transfers/:id/reversals",
    answer: (turn, form, id = "") => reverseTransfer(turn, form, id),
  },
  {
    method: "GET",
    path: "/v1/transfers/:id/reversals",
    answer: (turn, form, id = "") =>
      answerList(turn, form, {
        type: "transfer_reversal",
        url: `/v1/transfers/${turn.objects.get("transfer", id).id}/reversals`,
        where: { transfer: id },
      }),
  },
  {
    method: "GET",
    path: "/v1/transfers/:transfer/reversals/:id",
    answer(turn, form, transfer_id = "", id = "") {
      form.refuseUnknown();
      const reversal = turn.objects.get("transfer_reversal", id);
      if (reversal.transfer !== transfer_id) throw missing("transfer_reversal", id);
      return reversal;
    },
  },
];
