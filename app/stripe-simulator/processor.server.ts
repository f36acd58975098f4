import { deliveryDelays } from "./delivery-plan.server";
import { readHabits } from "./habits.server";
import { type IdSource, objectIds } from "./object-ids.server";
import { ObjectStore } from "./object-store.server";
import { OnboardingLinks } from "./onboarding-links.server";
import { presentObject } from "./present-object";
import { thinNotification } from "./record-event.server";
import { type ScheduledStep, ScheduledSteps } from "./scheduled-steps.server";
import { type SimulatorClock, simulatorClock } from "./simulator-clock.server";
import { openSimulatorDatabase, type SimulatorDatabase } from "./simulator-database.server";
import { stepTimer } from "./step-timer.server";
import { takeStep } from "./take-step.server";
import { type BalanceSums, BY_ITSELF, type Cause, type Turn } from "./turn";
import { WebhookDeliveries } from "./webhook-deliveries.server";
import { startWebhookSender, type WebhookSender, type WebhookTarget } from "./webhook-sender.server";

const CLOSING_GRACE_MS = 2_000;

export type ProcessorOptions = {
  file: string;
  ids: IdSource;
  webhook?: WebhookTarget;
  thinWebhook?: WebhookTarget;
  isRehearsal?: boolean;
};

export type Processor = {
  database: SimulatorDatabase;
  clock: SimulatorClock;
  /** Deliveries no webhook has accepted yet. */
  pendingDeliveries(): number;
  sender: WebhookSender | undefined;
  /** Does `work` in one transaction: all of it is written, or nothing. Sends new events afterwards. */
  run<T>(cause: Cause, work: (turn: Turn) => T): T;
  /** Reads; `work` must not write. */
  read<T>(work: (turn: Turn) => T): T;
  /** Does what has fallen due by the processor's clock. */
  catchUp(): void;
  /** Ends everything that is on its way, and counts it. */
  settle(): number;
  listenAt(origin: string): void;
  /** No new timers, no new deliveries; running ones may end. */
  quiet(): Promise<void>;
  close(): void;
};

/** The payment processor behind its HTTP surface. */
export function openProcessor(options: ProcessorOptions): Processor {
  const database = openSimulatorDatabase(options.file, options.isRehearsal === true);
  const parts = openParts(database, options);
  const { clock, steps, deliveries, thin_deliveries } = parts;
  const sender = options.webhook && openSender(parts, options.webhook);
  const thin_sender = options.thinWebhook && openThinSender(parts, options.thinWebhook);
  const wakeSenders = (): void => {
    sender?.wake();
    thin_sender?.wake();
  };

  const run = <T>(cause: Cause, work: (turn: Turn) => T): T => {
    const result = database.transaction(() => work(openTurn(parts, cause))).immediate();
    wakeSenders();
    timer.set();
    return result;
  };
  const takeSteps = (choose: (turn: Turn) => ScheduledStep[]): number =>
    run(BY_ITSELF, (turn) => {
      const chosen = choose(turn);
      for (const step of chosen) takeStep(turn, step);
      return chosen.length;
    });
  const catchUp = (): void => {
    const due_at_ms = steps.nextDueMs();
    if (due_at_ms !== undefined && due_at_ms <= clock.nowMs()) takeSteps((turn) => turn.steps.due(turn.now_ms));
  };
  const timer = stepTimer(clock, () => steps.nextDueMs(), catchUp);

  return {
    database,
    clock,
    pendingDeliveries: () => deliveries.pending() + thin_deliveries.pending(),
    sender,
    run,
    read: (work) => work(openTurn(parts, BY_ITSELF)),
    catchUp,
    settle() {
      let total = 0;
      // What arrives may send something else on its way: a payment its balance transaction.
      for (let count = -1; count !== 0; total += count) count = takeSteps((turn) => turn.steps.underWay());
      return total;
    },
    listenAt(origin) {
      parts.origin = origin;
      catchUp();
      timer.set();
      wakeSenders();
    },
    async quiet() {
      timer.stop();
      await Promise.all([sender?.close(CLOSING_GRACE_MS), thin_sender?.close(CLOSING_GRACE_MS)]);
    },
    close: () => database.close(),
  };
}

type Parts = Omit<Turn, "pendingDeliveries" | "now_ms" | "now" | "cause"> & {
  clock: SimulatorClock;
  deliveries: WebhookDeliveries;
  thin_deliveries: WebhookDeliveries;
};

function openParts(database: SimulatorDatabase, options: ProcessorOptions): Parts {
  const clock = simulatorClock(database);
  const deliveries = new WebhookDeliveries(database, "delivery");
  const thin_deliveries = new WebhookDeliveries(database, "thin_delivery");
  return {
    clock,
    deliveries,
    thin_deliveries,
    objects: new ObjectStore(database),
    steps: new ScheduledSteps(database),
    links: new OnboardingLinks(database),
    sums: balanceSums(database),
    habits: () => readHabits(database),
    mintId: objectIds(database, options.ids),
    deliver(event_id) {
      if (!options.webhook) return;
      for (const delay_ms of deliveryDelays(database)) deliveries.add(event_id, clock.machineMs() + delay_ms);
    },
    deliverThin(event_id) {
      if (!options.thinWebhook) return;
      for (const delay_ms of deliveryDelays(database)) thin_deliveries.add(event_id, clock.machineMs() + delay_ms);
    },
    origin: "",
  };
}

function openTurn({ clock, deliveries, thin_deliveries: _, ...parts }: Parts, cause: Cause): Turn {
  const now_ms = clock.nowMs();
  return {
    ...parts,
    pendingDeliveries: (event_id) => deliveries.pendingOf(event_id),
    now_ms,
    now: Math.floor(now_ms / 1_000),
    cause,
  };
}

function openSender(parts: Parts, target: WebhookTarget): WebhookSender {
  return startWebhookSender({
    deliveries: parts.deliveries,
    target,
    payload: (event_id) => {
      const turn = openTurn(parts, BY_ITSELF);
      return JSON.stringify(presentObject(turn, turn.objects.get("event", event_id)));
    },
    machineMs: parts.clock.machineMs,
  });
}

function openThinSender(parts: Parts, target: WebhookTarget): WebhookSender {
  return startWebhookSender({
    deliveries: parts.thin_deliveries,
    target,
    payload: (event_id) => thinNotification(parts.objects.get("v2.core.event", event_id)),
    machineMs: parts.clock.machineMs,
  });
}

function balanceSums(database: SimulatorDatabase): BalanceSums {
  const statement = database.prepare<[number, number], { currency: string; available: number; pending: number }>(`
    SELECT json_extract(json, '$.currency') AS currency,
      sum(CASE WHEN json_extract(json, '$.available_on') <= ? THEN json_extract(json, '$.net') ELSE 0 END) AS available,
      sum(CASE WHEN json_extract(json, '$.available_on') > ? THEN json_extract(json, '$.net') ELSE 0 END) AS pending
    FROM object WHERE type = 'balance_transaction' GROUP BY 1 ORDER BY 1`);
  return (now) => statement.all(now, now);
}
