import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ok, type Result } from "~/kernel/result";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { failSilentRuns } from "./fail-silent-runs.server";
import { findRunningVerification, getLedgerHead } from "./ledger.queries.server";
import { insertVerificationRun, updateVerificationRun } from "./ledger.store.server";
import { publicKeyText } from "./signed-text.server";
import { verifyLedger } from "./verify-ledger.server";

type VerificationServices = Pick<Services, "db" | "keys" | "clock" | "log">;

/** How often a run under way writes down how far it has come. */
const SAVE_EVERY_MS = 250;

/**
 * Starts a verification of the whole ledger in the background of this process and gives the id of its run; while one
 * is under way, asking again joins it. Anchors must carry this installation's own key. `requested_by` is a person's id.
 */
export async function startVerification(
  services: VerificationServices,
  requested_by: string | null,
): Promise<Result<string, never>> {
  const { db, clock } = services;
  const { seq: total_count } = await getLedgerHead(db.read);
  const run_id = randomUUID();
  const started = await inTransaction<string, never>(db, async (trx) => {
    await failSilentRuns(trx, clock());
    const running = await findRunningVerification(trx);
    if (running) return ok(running.id);
    await insertVerificationRun(trx, {
      id: run_id,
      state: "running",
      requested_by,
      started_at: clock(),
      finished_at: null,
      done_count: 0,
      total_count,
      report_json: null,
      seen_at: clock(),
    });
    return ok(run_id);
  });
  if (started.ok && started.value === run_id) void run(services, run_id);
  return started;
}

/** Never throws: nobody waits for it. */
async function run(services: VerificationServices, run_id: string): Promise<void> {
  const { db, keys, clock, log } = services;
  try {
    const report = await verifyLedger(db.read, {
      trusted_keys: [publicKeyText(keys.signing_key)],
      onProgress: progressWriter(services, run_id),
    });
    await saveRun(services, run_id, {
      state: report.ok ? "sound" : "violated",
      finished_at: clock(),
      done_count: report.count,
      report_json: JSON.stringify(report),
    });
    if (!report.ok) log.error({ run_id, violations: report.violations.length }, "the ledger is violated");
  } catch (error) {
    log.error({ run_id, reason: error instanceof Error ? error.stack : String(error) }, "verification failed");
    await saveRun(services, run_id, { state: "failed", finished_at: clock() }).catch(() => {
      // the database is gone too: the silent run is ended by the next process that looks
    });
  }
}

/** Lets the process answer others between batches, and saves at most four times a second. */
function progressWriter(services: VerificationServices, run_id: string) {
  let saved_ms = performance.now();
  return async (done_count: number, total_count: number) => {
    await nextTurn();
    if (performance.now() - saved_ms < SAVE_EVERY_MS) return;
    await saveRun(services, run_id, { done_count, total_count });
    saved_ms = performance.now();
  };
}

async function saveRun(
  { db, clock }: VerificationServices,
  run_id: string,
  change: Parameters<typeof updateVerificationRun>[2],
) {
  const seen_at = clock();
  await inTransaction(db, async (trx) => ok(await updateVerificationRun(trx, run_id, { ...change, seen_at })));
}
