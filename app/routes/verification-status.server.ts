import { instant } from "~/kernel/instant";
import { findLastVerification, getLedgerHead } from "~/ledger/ledger.queries.server";
import type { VerificationReport } from "~/ledger/verification";
import type { Visit } from "./guard.server";

/** How the last verification ended, for the pages that say so. */
export type VerificationStatus = {
  state: "never" | "sound" | "violated" | "failed";
  when: string;
  entry_count: number;
  violation_count: number;
  /** Entries posted since. */
  newer_count: number;
  run_id: string | null;
};

export async function loadVerificationStatus({
  services,
  dates,
}: Pick<Visit, "services" | "dates">): Promise<VerificationStatus> {
  const [run, head] = await Promise.all([findLastVerification(services.db.read), getLedgerHead(services.db.read)]);
  if (!run || run.state === "running") {
    return { state: "never", when: "", entry_count: 0, violation_count: 0, newer_count: head.seq, run_id: null };
  }
  const report = run.report_json ? (JSON.parse(run.report_json) as VerificationReport) : undefined;
  const entry_count = report?.count ?? 0;
  return {
    state: run.state,
    when: dates.full(instant(run.finished_at ?? run.started_at)),
    entry_count,
    violation_count: report?.violations.length ?? 0,
    newer_count: Math.max(0, head.seq - entry_count),
    run_id: run.id,
  };
}
