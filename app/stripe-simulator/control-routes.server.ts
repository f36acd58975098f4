import type { ApiDesk } from "./answer-api-request.server";
import { malformed } from "./api-failure";
import { type FaultPlan, NO_FAULTS } from "./faults.server";
import { PAY_CHOICES, paySession } from "./pay-session.server";
import { isPaymentMethod } from "./payment-methods";
import { presentObject } from "./present-object";
import { failRefund } from "./refunds.server";
import { BY_ITSELF } from "./turn";

type Fields = Record<string, unknown>;

const MAX_TIMES = 100;

/** Everything under /_simulator but health: for tests and for seeding, with the same key as the API. */
export function answerControl(desk: ApiDesk, method: string, path: string, body: string): unknown {
  const [, , command = "", id = "", verb = ""] = path.split("/");
  if (method === "GET" && command === "state") return state(desk);
  if (method !== "POST") return undefined;
  const fields = readFields(body);
  switch ([command, verb].filter(Boolean).join(" ")) {
    case "clock":
      return setClock(desk, fields);
    case "checkout pay":
      return pay(desk, id, fields);
    case "refunds fail":
      return desk.processor.run(BY_ITSELF, (turn) => failRefund(turn, id));
    case "settle":
      return { settled: desk.processor.settle() };
    case "faults":
      return armFaults(desk, fields);
    case "deliver":
      return deliverAgain(desk, fields);
    default:
      return undefined;
  }
}

function state({ processor }: ApiDesk): unknown {
  return {
    now: processor.clock.nowMs(),
    pending_deliveries: processor.deliveries.pending(),
    pending_steps: processor.read((turn) => turn.steps.underWay().length),
  };
}

function setClock({ processor }: ApiDesk, fields: Fields): unknown {
  const { now } = fields;
  if (now !== null && !(typeof now === "number" && Number.isSafeInteger(now) && now >= 0))
    throw malformed("now is milliseconds since 1970, or null", { param: "now" });
  processor.clock.set(now);
  processor.catchUp();
  processor.run(BY_ITSELF, () => undefined);
  return { now: processor.clock.nowMs() };
}

function pay({ processor }: ApiDesk, session_id: string, fields: Fields): unknown {
  const choice = PAY_CHOICES.find((candidate) => candidate === fields.method);
  if (choice === undefined) throw malformed(`method is one of ${PAY_CHOICES.join(", ")}`, { param: "method" });
  const wallet = typeof fields.wallet === "string" && isPaymentMethod(fields.wallet) ? fields.wallet : undefined;
  processor.catchUp();
  return processor.run(BY_ITSELF, (turn) => {
    const outcome = paySession(turn, session_id, choice, wallet);
    if (outcome.kind === "not-offered") throw malformed("The session does not offer this method.", { param: "method" });
    return presentObject(turn, outcome.session);
  });
}

function armFaults({ faults }: ApiDesk, fields: Fields): FaultPlan {
  const plan = { ...NO_FAULTS };
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(NO_FAULTS, name))
      throw malformed(`no such fault: ${name.slice(0, 40)}`, { param: name.slice(0, 40) });
    const limit = name === "seed" || name === "slowMs" ? 2 ** 31 : 1;
    if (typeof value !== "number" || !(value >= 0 && value <= limit))
      throw malformed(`${name} is a number from 0 to ${limit}`, { param: name });
    plan[name as keyof FaultPlan] = value;
  }
  faults.arm(plan);
  return plan;
}

/** Sends one event, or all of them, again: `times` more deliveries of each. */
function deliverAgain({ processor }: ApiDesk, fields: Fields): unknown {
  const times = fields.times ?? 1;
  if (typeof times !== "number" || !Number.isInteger(times) || times < 1 || times > MAX_TIMES)
    throw malformed(`times is a whole number from 1 to ${MAX_TIMES}`, { param: "times" });
  return processor.run(BY_ITSELF, (turn) => {
    const events =
      typeof fields.event === "string"
        ? [turn.objects.get("event", fields.event, "event").id]
        : turn.objects.allIds("event");
    for (let round = 0; round < times; round += 1) for (const event_id of events) turn.deliver(event_id);
    return { deliveries: events.length * times };
  });
}

function readFields(body: string): Fields {
  if (body.trim() === "") return {};
  try {
    const fields: unknown = JSON.parse(body);
    if (typeof fields === "object" && fields !== null && !Array.isArray(fields)) return fields as Fields;
  } catch {
    // Falls through to the refusal below.
  }
  throw malformed("The body is a JSON object.");
}
