import type { ApiDesk } from "./answer-api-request.server";
import { malformed } from "./api-failure";
import { type ControlFields, plannedFields } from "./control-fields";
import type { ControlRoute } from "./control-route";
import { type DeliveryPlan, PLAIN_DELIVERY, setDeliveryPlan } from "./delivery-plan.server";
import { type FaultPlan, NO_FAULTS } from "./faults.server";
import { USUAL_HABITS, writeHabits } from "./habits.server";
import { BY_ITSELF } from "./turn";

const MAX_TIMES = 100;
const LARGEST = 2 ** 31;

/** What goes wrong on the way: faults, habits, deliveries. */
export const troubleControls: ControlRoute[] = [
  { method: "POST", path: "/_simulator/faults", answer: armFaults },
  { method: "POST", path: "/_simulator/outage", answer: beAway },
  { method: "POST", path: "/_simulator/habits", answer: setHabits },
  { method: "POST", path: "/_simulator/webhooks", answer: planDeliveries },
  { method: "POST", path: "/_simulator/deliver", answer: deliverAgain },
];

function armFaults({ faults }: ApiDesk, fields: ControlFields): FaultPlan {
  const plan = plannedFields(fields, NO_FAULTS, (name) => (name === "seed" || name === "slowMs" ? LARGEST : 1));
  faults.arm(plan);
  return plan;
}

/** The processor cannot be reached for so many ms from now, by the machine's clock; 0 brings it back. */
function beAway({ faults, processor }: ApiDesk, fields: ControlFields): unknown {
  const { ms } = plannedFields(fields, { ms: 0 }, () => LARGEST);
  faults.beAwayUntil(ms === 0 ? 0 : processor.clock.machineMs() + ms);
  return { ms };
}

function planDeliveries({ processor }: ApiDesk, fields: ControlFields): DeliveryPlan {
  const plan = plannedFields(fields, PLAIN_DELIVERY, (name) => (name === "duplicate" ? 1 : LARGEST));
  setDeliveryPlan(processor.database, plan);
  return plan;
}

function setHabits({ processor }: ApiDesk, fields: ControlFields): unknown {
  const habits = plannedFields(fields, USUAL_HABITS, () => LARGEST);
  writeHabits(processor.database, habits);
  return habits;
}

/** Sends one event, or all of them, again: `times` more deliveries of each. */
function deliverAgain({ processor }: ApiDesk, fields: ControlFields): unknown {
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
