import type { SimulatorDatabase } from "./simulator-database.server";

/** What the processor does later, by itself. */
export type StepAction =
  | "expire-session"
  | "payment-succeeds"
  | "payment-fails"
  | "balance-arrives"
  | "refund-succeeds"
  | "refund-fails"
  | "payout-arrives";
export type ScheduledStep = { object_id: string; action: StepAction; due_at_ms: number };

/** The steps still to come, in the processor's time. */
export class ScheduledSteps {
  private readonly database: SimulatorDatabase;

  constructor(database: SimulatorDatabase) {
    this.database = database;
  }

  add(object_id: string, action: StepAction, due_at_ms: number): void {
    this.database
      .prepare("INSERT INTO scheduled_step (object_id, action, due_at_ms) VALUES (?, ?, ?)")
      .run(object_id, action, due_at_ms);
  }

  drop(object_id: string, action: StepAction): void {
    this.database.prepare("DELETE FROM scheduled_step WHERE object_id = ? AND action = ?").run(object_id, action);
  }

  due(now_ms: number): ScheduledStep[] {
    return this.database
      .prepare<[number], ScheduledStep>("SELECT * FROM scheduled_step WHERE due_at_ms <= ? ORDER BY due_at_ms, rowid")
      .all(now_ms);
  }

  /** Payments and refunds on their way, however far their time. */
  underWay(): ScheduledStep[] {
    return this.database
      .prepare<[], ScheduledStep>(
        "SELECT * FROM scheduled_step WHERE action <> 'expire-session' ORDER BY due_at_ms, rowid",
      )
      .all();
  }

  nextDueMs(): number | undefined {
    return (
      this.database.prepare<[], { due: number | null }>("SELECT min(due_at_ms) AS due FROM scheduled_step").get()
        ?.due ?? undefined
    );
  }
}
