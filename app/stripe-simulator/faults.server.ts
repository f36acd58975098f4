import { drawFrom } from "./seeded-random";
import { readSetting, type SimulatorDatabase, writeSetting } from "./simulator-database.server";

/**
 * Chances between 0 and 1 for each POST of the API, and where `reads` says so for each GET; `slowMs` delays them.
 * `down`: every connection to the API is cut, until the plan says otherwise.
 */
export type FaultPlan = {
  before: number;
  after: number;
  cutBefore: number;
  cutAfter: number;
  rate429: number;
  slowMs: number;
  seed: number;
  reads: boolean;
  down: boolean;
};
export type Fault = "before" | "after" | "cutBefore" | "cutAfter" | "rate429";

export const NO_FAULTS: FaultPlan = {
  before: 0,
  after: 0,
  cutBefore: 0,
  cutAfter: 0,
  rate429: 0,
  slowMs: 0,
  seed: 1,
  reads: false,
  down: false,
};
const FAULTS: readonly Fault[] = ["before", "cutBefore", "rate429", "after", "cutAfter"];

/** Trouble on purpose, from a seed. Plan and position survive a restart, so a restarted simulator does not repeat itself. */
export class Faults {
  private readonly database: SimulatorDatabase;
  private plan: FaultPlan;
  private state: number;

  constructor(database: SimulatorDatabase) {
    this.database = database;
    const stored = JSON.parse(readSetting(database, "fault_plan") ?? "{}") as Partial<FaultPlan>;
    this.plan = { ...NO_FAULTS, ...stored };
    this.state = Number(readSetting(database, "fault_state") ?? this.plan.seed);
  }

  arm(plan: FaultPlan): void {
    this.plan = plan;
    this.state = plan.seed;
    writeSetting(this.database, "fault_plan", JSON.stringify(plan));
    writeSetting(this.database, "fault_state", String(plan.seed));
  }

  /** The processor is away until so many ms since 1970, by the machine's clock; a past time ends it. */
  beAwayUntil(until_ms: number): void {
    writeSetting(this.database, "away_until_ms", String(until_ms));
  }

  isDown(now_ms: number): boolean {
    return this.plan.down || now_ms < Number(readSetting(this.database, "away_until_ms") ?? 0);
  }

  /** What happens to the next reading request. */
  nextRead(): { fault: Fault | undefined; delay_ms: number } {
    return this.plan.reads ? this.next() : { fault: undefined, delay_ms: 0 };
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
