import type { ApiRoute } from "./api-route";
import { createCheckoutSession } from "./create-checkout-session.server";
import { expireOpenSession } from "./expire-session.server";
import { answerList } from "./list-request";
import type { LineItem, ObjectList } from "./stripe-objects";
import type { Turn } from "./turn";

export const checkoutRoutes: ApiRoute[] = [
  { method: "POST", path: "/v1/checkout/sessions", answer: (turn, form) => createCheckoutSession(turn, form) },
  {
    method: "GET",
    path: "/v1/checkout/sessions",
    answer: (turn, form) =>
      answerList(turn, form, {
        type: "checkout.session",
        url: "/v1/checkout/sessions",
        filters: ["payment_intent", "status"],
      }),
  },
  {
    method: "GET",
    path: "/v1/checkout/sessions/:session",
    answer(turn, form, session_id = "") {
      form.refuseUnknown();
      return turn.objects.get("checkout.session", session_id, "session");
    },
  },
  {
    method: "POST",
    path: "/v1/checkout/sessions/:session/expire",
    answer(turn, form, session_id = "") {
      form.refuseUnknown();
      return expireOpenSession(turn, session_id);
    },
  },
  {
    method: "GET",
    path: "/v1/checkout/sessions/:session/line_items",
    answer(turn, form, session_id = "") {
      form.integer("limit");
      form.refuseUnknown();
      return lineItemsOf(turn, turn.objects.get("checkout.session", session_id, "session").id);
    },
  },
];

/** A session has few lines: they always fit on one page. */
export function lineItemsOf(turn: Turn, session_id: string): ObjectList<LineItem> {
  return {
    object: "list",
    url: `/v1/checkout/sessions/${session_id}/line_items`,
    has_more: false,
    data: turn.objects.childrenOf("item", session_id),
  };
}
