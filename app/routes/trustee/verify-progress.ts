import { epochMs, instant } from "~/kernel/instant";
import { findVerificationRun } from "~/ledger/ledger.queries.server";
import type { VerificationReport } from "~/ledger/verification";
import { answersOnly } from "../answers-only.server";
import { guardedLoader, requireFound } from "../guard.server";

/** How far a verification has come, for the page that watches it; with its report once it has ended. */
export const loader = guardedLoader("trustee/verify-progress", async ({ services, params, now }) => {
  const run = requireFound(await findVerificationRun(services.db.read, params.id ?? ""));
  const progress = {
    id: run.id,
    state: run.state,
    done_count: run.done_count,
    total_count: run.total_count,
    started_at: run.started_at,
    finished_at: run.finished_at,
    elapsed_ms: epochMs(instant(run.finished_at ?? now)) - epochMs(instant(run.started_at)),
    report: run.report_json ? (JSON.parse(run.report_json) as VerificationReport) : null,
  };
  return Response.json(progress, { headers: { "cache-control": "no-store" } });
});

export const action = answersOnly("GET");
