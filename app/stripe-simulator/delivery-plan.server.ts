import { drawFrom } from "./seeded-random";
import { readSetting, type SimulatorDatabase, writeSetting } from "./simulator-database.server";

/** How webhooks arrive: `duplicate` is the chance from 0 to 1 of a second delivery, `shuffle` delays each by up to so many ms. */
export type DeliveryPlan = { duplicate: number; shuffle: number; seed: number };

export const PLAIN_DELIVERY: DeliveryPlan = { duplicate: 0, shuffle: 0, seed: 1 };

/** Plan and position survive a restart, as those of the faults do. */
export function setDeliveryPlan(database: SimulatorDatabase, plan: DeliveryPlan): void {
  writeSetting(database, "delivery_plan", JSON.stringify(plan));
  writeSetting(database, "delivery_state", String(plan.seed));
}

export function readDeliveryPlan(database: SimulatorDatabase): DeliveryPlan {
  const stored = readSetting(database, "delivery_plan");
  return stored === undefined ? PLAIN_DELIVERY : (JSON.parse(stored) as DeliveryPlan);
}

/** Delays in ms of one event's deliveries: one, or by chance two. */
export function deliveryDelays(database: SimulatorDatabase): number[] {
  const plan = readDeliveryPlan(database);
  if (plan.duplicate === 0 && plan.shuffle === 0) return [0];
  let state = Number(readSetting(database, "delivery_state") ?? plan.seed);
  const draw = (): number => {
    const { value, next } = drawFrom(state);
    state = next;
    return value;
  };
  const delays = draw() < plan.duplicate ? [draw(), draw()] : [draw()];
  writeSetting(database, "delivery_state", String(state));
  return delays.map((share) => Math.floor(share * plan.shuffle));
}
