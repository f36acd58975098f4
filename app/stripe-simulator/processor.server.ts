import { expireSession } from "./expire-session.server";
import { type IdSource, objectIds } from "./object-ids.server";
import { ObjectStore } from "./object-store.server";
import { settlePayment } from "./pay-session.server";
import { presentObject } from "./present-object";
import { failRefund, succeedRefund } from "./refunds.server";
import { type ScheduledStep, ScheduledSteps } from "./scheduled-steps.server";
import { type SimulatorClock, simulatorClock } from "./simulator-clock.server";
import { openSimulatorDatabase, type SimulatorDatabase } from "./simulator-database.server";
import { type BalanceSums, BY_ITSELF, type Cause, type Turn } from "./turn";
import { WebhookDeliveries } from "./webhook-deliveries.server";
import { startWebhookSender, type WebhookSender, type WebhookTarget } from "./webhook-sender.server";

const LONGEST_TIMER_MS = 2_000_000_000;
const CLOSING_GRACE_MS = 2_000;

export type Processor = {
  database: SimulatorDatabase;
  clock: SimulatorClock;
  deliveries: WebhookDeliveries;
  sender: WebhookSender | undefined;
  /** Does `work` in one transaction: all of it is written, or nothing. Sends new events afterwards. */
  run<T>(cause: Cause, work: (turn: Turn) => T): T;
  /** Reads; `work` must not write. */
  read<T>(work: (turn: Turn) => T): T;
  /** Does what has fallen due by the processor's clock. */
  catchUp(): void;
  /** Ends every payment and refund that is on its way, and counts them. */
  settle(): number;
  listenAt(origin: string): void;
  /** No new timers, no new deliveries; running ones may end. */
  quiet(): Promise<void>;
  close(): void;
};

/** The payment processor behind its HTTP surface. */
export function openProcessor(options: { file: string; ids: IdSource; webhook?: WebhookTarget }): Processor {
  const database = openSimulatorDatabase(options.file);
  const clock = simulatorClock(database);
  const deliveries = new WebhookDeliveries(database);
  const stores = {
    objects: new ObjectStore(database),
    steps: new ScheduledSteps(database),
    sums: balanceSums(database),
    mintId: objectIds(database, options.ids),
  };
  let origin = "";
  let is_quiet = false;
  let timer: NodeJS.Timeout | undefined;

  const openTurn = (cause: Cause): Turn => ({
    ...stores,
    deliver: (event_id) => options.webhook && deliveries.add(event_id, clock.machineMs()),
    pendingDeliveries: (event_id) => deliveries.pendingOf(event_id),
    now_ms: clock.nowMs(),
    now: Math.floor(clock.nowMs() / 1_000),
    origin,
    cause,
  });
  const sender =
    options.webhook &&
    startWebhookSender({
      deliveries,
      target: options.webhook,
      payload: (event_id) => JSON.stringify(presentObject(openTurn(BY_ITSELF), stores.objects.get("event", event_id))),
      machineMs: clock.machineMs,
    });

  const run = <T>(cause: Cause, work: (turn: Turn) => T): T => {
    const result = database.transaction(() => work(openTurn(cause))).immediate();
    sender?.wake();
    setTimer();
    return result;
  };
  const takeSteps = (steps: (turn: Turn) => ScheduledStep[]): number =>
    run(BY_ITSELF, (turn) => {
      const taken = steps(turn);
      for (const step of taken) takeStep(turn, step);
      return taken.length;
    });
  const catchUp = (): void => {
    const due_at_ms = stores.steps.nextDueMs();
    if (due_at_ms !== undefined && due_at_ms <= clock.nowMs()) takeSteps((turn) => turn.steps.due(turn.now_ms));
  };
  function setTimer(): void {
    clearTimeout(timer);
    const due_at_ms = stores.steps.nextDueMs();
    if (due_at_ms === undefined || clock.isStandingStill() || is_quiet) return;
    timer = setTimeout(
      () => {
        catchUp();
        setTimer();
      },
      Math.min(LONGEST_TIMER_MS, Math.max(1, due_at_ms - clock.nowMs())),
    );
  }

  return {
    database,
    clock,
    deliveries,
    sender,
    run,
    read: (work) => work(openTurn(BY_ITSELF)),
    catchUp,
    settle: () => takeSteps((turn) => turn.steps.underWay()),
    listenAt(address) {
      origin = address;
      catchUp();
      setTimer();
      sender?.wake();
    },
    async quiet() {
      is_quiet = true;
      clearTimeout(timer);
      await sender?.close(CLOSING_GRACE_MS);
    },
    close: () => database.close(),
  };
}

function takeStep(turn: Turn, step: ScheduledStep): void {
  turn.steps.drop(step.object_id, step.action);
  switch (step.action) {
    case "expire-session":
      expireSession(turn, turn.objects.get("checkout.session", step.object_id));
      return;
    case "payment-succeeds":
    case "payment-fails":
      settlePayment(turn, step.object_id, step.action === "payment-succeeds");
      return;
    case "refund-succeeds":
      succeedRefund(turn, step.object_id);
      return;
    case "refund-fails":
      failRefund(turn, step.object_id);
  }
}

function balanceSums(database: SimulatorDatabase): BalanceSums {
  const statement = database.prepare<[number, number], { currency: string; available: number; pending: number }>(`
    SELECT json_extract(json, '$.currency') AS currency,
      sum(CASE WHEN json_extract(json, '$.available_on') <= ? THEN json_extract(json, '$.net') ELSE 0 END) AS available,
      sum(CASE WHEN json_extract(json, '$.available_on') > ? THEN json_extract(json, '$.net') ELSE 0 END) AS pending
    FROM object WHERE type = 'balance_transaction' GROUP BY 1 ORDER BY 1`);
  return (now) => statement.all(now, now);
}
