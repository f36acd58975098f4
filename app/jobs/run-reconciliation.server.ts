import { setTimeout as sleep } from "node:timers/promises";
import { getCommunity } from "~/alliance/alliance.queries.server";
import { HOUR_MS, SECOND_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { EVENT_LIFETIME_MS, fetchMissedEvents } from "~/payments/fetch-missed-events.server";
import { reconcileProcessor } from "~/payments/reconcile-processor.server";
import { type Difference, type Look, outcomeOf } from "~/payments/reconciliation";
import { recordDifferences } from "~/payments/record-differences.server";
import { saveReconciliation } from "~/payments/save-reconciliation.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { isStripeError } from "~/platform/stripe.server";

export type ReconcileServices = Pick<Services, "db" | "stripe" | "clock" | "log">;

export type ReconcileOptions = {
  run_id: string;
  /** Does what is due in the queues before each look; a server leaves that to its worker. */
  runDue: () => Promise<unknown>;
  /** Before the second look and every further one. */
  pauses_ms?: readonly number[];
};

/** How a run ended. Sums are those of its last look. */
export type ReconciliationReport =
  | { state: "unreached" | "failed"; error: string; missed_event_count: number }
  | ({
      state: "agrees" | "differs";
      currency: string;
      missed_event_count: number;
      settling_count: number;
      differences: Difference[];
    } & Pick<Look, "transaction_count" | "entry_count" | "transactions_minor" | "balance_minor" | "ledger_minor">);

/** Long enough together for a message under way, and for several tries of one that met trouble. */
const PAUSES_MS = [SECOND_MS, 3 * SECOND_MS, 5 * SECOND_MS];
const HEARTBEAT_EVERY_MS = 3 * SECOND_MS;

/**
 * Compares the processor's account with the ledger until both agree or a difference outlasts every look; takes in the
 * events that were never received first, and again between two looks. What is left becomes incidents, and those no
 * longer seen are over; nothing is corrected. Where the processor does not answer, no incident is touched.
 */
export async function runReconciliation(
  services: ReconcileServices,
  options: ReconcileOptions,
): Promise<ReconciliationReport> {
  const { log } = services;
  const heartbeat = setInterval(() => void showLife(services, options.run_id), HEARTBEAT_EVERY_MS);
  const progress = { missed_event_count: 0 };
  try {
    const report = await compare(services, options, progress);
    await saveReport(services, options.run_id, report.report, report.is_complete);
    return report.report;
  } catch (error) {
    const state = isStripeError(error) ? "unreached" : "failed";
    const reason = error instanceof Error ? error.message : String(error);
    log.warn(
      { run_id: options.run_id, reason: state === "failed" && error instanceof Error ? error.stack : reason },
      "reconciliation did not end",
    );
    const report = { state, error: reason, ...progress } as const;
    await saveReport(services, options.run_id, report, false);
    return report;
  } finally {
    clearInterval(heartbeat);
  }
}

async function compare(
  { db, stripe, clock }: ReconcileServices,
  { runDue, pauses_ms = PAUSES_MS }: ReconcileOptions,
  progress: { missed_event_count: number },
): Promise<{ report: ReconciliationReport; is_complete: boolean }> {
  const { currency } = await getCommunity(db.read);
  const catchUp = async (look_back_ms: number) => {
    progress.missed_event_count += await fetchMissedEvents({ db, stripe }, look_back_ms, clock());
    await runDue();
  };
  const looks: Look[] = [];
  await catchUp(EVENT_LIFETIME_MS);
  for (;;) {
    const look = await reconcileProcessor({ reader: db.read, stripe }, { currency, now: clock() });
    looks.push(look);
    const { differences, settling_count } = outcomeOf(looks);
    const pause_ms = pauses_ms[looks.length - 1];
    if (differences.length === 0 || pause_ms === undefined) {
      const { transaction_count, entry_count, transactions_minor, balance_minor, ledger_minor } = look;
      const state = differences.length === 0 ? "agrees" : "differs";
      const figures = { transaction_count, entry_count, transactions_minor, balance_minor, ledger_minor };
      const report = { state, currency, ...progress, settling_count, differences, ...figures } as const;
      return { report, is_complete: look.hidden_count === 0 };
    }
    await sleep(pause_ms);
    await catchUp(HOUR_MS);
  }
}

/** The run and its incidents in one transaction: whoever sees the end sees what was found. */
async function saveReport(
  { db, clock, log }: ReconcileServices,
  run_id: string,
  report: ReconciliationReport,
  is_complete: boolean,
): Promise<void> {
  const now = clock();
  await inTransaction(db, async (trx) => {
    const is_ours = await saveReconciliation(trx, run_id, { ...runFacts(report), finished_at: now }, now);
    if (is_ours && "differences" in report) {
      await recordDifferences(trx, { differences: report.differences, is_complete }, now);
    }
    return ok();
  });
  if (report.state === "differs") {
    log.error({ run_id, differences: report.differences.length }, "processor and ledger differ");
  }
}

function runFacts(report: ReconciliationReport) {
  if (!("differences" in report)) return report;
  const { differences, currency: _currency, ...facts } = report;
  return { ...facts, difference_count: differences.length, error: null };
}

/** Nobody waits for it; a run that looks dead is ended by the next. */
async function showLife({ db, clock }: ReconcileServices, run_id: string): Promise<void> {
  await inTransaction(db, async (trx) => ok(await saveReconciliation(trx, run_id, {}, clock()))).catch(() => undefined);
}
