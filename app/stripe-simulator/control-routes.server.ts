import { accountControls } from "./account-controls.server";
import type { ApiDesk } from "./answer-api-request.server";
import { malformed } from "./api-failure";
import { matchRoute } from "./api-route";
import { type ControlFields, choiceField, readControlFields } from "./control-fields";
import type { ControlRoute } from "./control-route";
import { disputeControls } from "./dispute-controls.server";
import { PAY_CHOICES, paySession } from "./pay-session.server";
import { isPaymentMethod } from "./payment-methods";
import { presentObject } from "./present-object";
import { failRefund } from "./refunds.server";
import { troubleControls } from "./trouble-controls.server";
import { BY_ITSELF } from "./turn";

const CONTROL_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/_simulator/state", answer: state },
  { method: "POST", path: "/_simulator/clock", answer: setClock },
  { method: "POST", path: "/_simulator/settle", answer: ({ processor }) => ({ settled: processor.settle() }) },
  { method: "POST", path: "/_simulator/checkout/:session/pay", answer: pay },
  {
    method: "POST",
    path: "/_simulator/refunds/:refund/fail",
    answer: ({ processor }, _fields, id = "") => processor.run(BY_ITSELF, (turn) => failRefund(turn, id)),
  },
  ...disputeControls,
  ...accountControls,
  ...troubleControls,
];

/** Everything under /_simulator but health: for tests and for seeding, with the same key as the API. */
export function answerControl(desk: ApiDesk, method: string, path: string, body: string): unknown {
  const match = matchRoute(CONTROL_ROUTES, method, path);
  return match?.route.answer(desk, readControlFields(body), ...match.ids);
}

function state({ processor }: ApiDesk): unknown {
  return {
    now: processor.clock.nowMs(),
    pending_deliveries: processor.pendingDeliveries(),
    pending_steps: processor.read((turn) => turn.steps.underWay().length),
  };
}

function setClock({ processor }: ApiDesk, fields: ControlFields): unknown {
  const { now } = fields;
  if (now !== null && !(typeof now === "number" && Number.isSafeInteger(now) && now >= 0))
    throw malformed("now is milliseconds since 1970, or null", { param: "now" });
  processor.clock.set(now);
  processor.catchUp();
  processor.run(BY_ITSELF, () => undefined);
  return { now: processor.clock.nowMs() };
}

function pay({ processor }: ApiDesk, fields: ControlFields, session_id = ""): unknown {
  const choice = choiceField(fields, "method", PAY_CHOICES);
  const wallet = typeof fields.wallet === "string" && isPaymentMethod(fields.wallet) ? fields.wallet : undefined;
  processor.catchUp();
  return processor.run(BY_ITSELF, (turn) => {
    const outcome = paySession(turn, session_id, choice, wallet);
    if (outcome.kind === "not-offered") throw malformed("The session does not offer this method.", { param: "method" });
    return presentObject(turn, outcome.session);
  });
}
