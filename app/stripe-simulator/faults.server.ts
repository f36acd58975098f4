import { drawFrom } from "./seeded-random";
import { readSetting, type SimulatorDatabase, writeSetting } from "./simulator-database.server";

/** Chances between 0 and 1 for each POST under /v1; `slowMs` delays every one of them. */
export type FaultPlan = {
  before: number;
  after: number;
  cutBefore: number;
  cutAfter: number;
  rate429: number;
  slowMs: number;
  seed: number;
};
export type Fault = "before" | "after" | "cutBefore" | "cutAfter" | "rate429";

export const NO_FAULTS: FaultPlan = { before: 0, after: 0, cutBefore: 0, cutAfter: 0, rate429: 0, slowMs: 0, seed: 1 };
const FAULTS: readonly Fault[] = ["before", "cutBefore", "rate429", "after", "cutAfter"];

/** Trouble on purpose, from a seed. Plan and position survive a restart, so a restarted simulator does not repeat itself. */
export class Faults {
  private readonly database: SimulatorDatabase;
  private plan: FaultPlan;
  private state: number;

  constructor(database: SimulatorDatabase) {
    this.database = database;
    this.plan = JSON.parse(readSetting(database, "fault_plan") ?? JSON.stringify(NO_FAULTS)) as FaultPlan;
    this.state = Number(readSetting(database, "fault_state") ?? this.plan.seed);
  }

  arm(plan: FaultPlan): void {
    this.plan = plan;
    this.state = plan.seed;
    writeSetting(this.database, "fault_plan", JSON.stringify(plan));
    writeSetting(this.database, "fault_state", String(plan.seed));
  }

  /** What happens to the next request: at most one fault, and a delay. */
  next(): { fault: Fault | undefined; delay_ms: number } {
    const { plan } = this;
    if (FAULTS.every((fault) => plan[fault] === 0)) return { fault: undefined, delay_ms: plan.slowMs };
    const { value, next } = drawFrom(this.state);
    this.state = next;
    writeSetting(this.database, "fault_state", String(next));
    return { fault: faultAt(plan, value), delay_ms: plan.slowMs };
  }
}

/** The chances laid end to end on [0, 1): the draw falls into one of them, or behind the last. */
function faultAt(plan: FaultPlan, draw: number): Fault | undefined {
  let end = 0;
  for (const fault of FAULTS) {
    end += plan[fault];
    if (draw < end) return fault;
  }
  return undefined;
}
