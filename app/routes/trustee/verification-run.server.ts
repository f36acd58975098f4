import type { VerificationRunTable } from "#db/schema/ledger";
import { epochMs, instant, SECOND_MS } from "~/kernel/instant";
import { type VerificationReport, VIOLATION_RULES, type Violation, type ViolationRule } from "~/ledger/verification";
import type { Translator } from "~/messages/translator.server";
import type { Visit } from "../guard.server";

/** A verification run as its page shows it. */
export type ShownRun = {
  id: string;
  state: VerificationRunTable["state"];
  started: string;
  duration: string;
  by: string;
  done_count: number;
  total_count: number;
  violation_count: number;
  /** How many faults every check found; empty where the run did not end. */
  checks: { rule: ViolationRule; fault_count: number }[];
  violations: Violation[];
};

const SHOWN_VIOLATIONS_COUNT = 50;

export function shownRun(
  { t, dates, now }: Pick<Visit, "t" | "dates" | "now">,
  run: VerificationRunTable,
  names: ReadonlyMap<string, string>,
): ShownRun {
  const violations = run.report_json ? (JSON.parse(run.report_json) as VerificationReport).violations : [];
  const took_ms = epochMs(instant(run.finished_at ?? now)) - epochMs(instant(run.started_at));
  return {
    id: run.id,
    state: run.state,
    started: dates.full(instant(run.started_at)),
    duration: durationText(t, took_ms),
    by: run.requested_by === null ? t("verify.by_system") : (names.get(run.requested_by) ?? run.requested_by),
    done_count: run.done_count,
    total_count: run.total_count,
    violation_count: violations.length,
    checks: run.report_json
      ? VIOLATION_RULES.map((rule) => ({ rule, fault_count: violations.filter((each) => each.rule === rule).length }))
      : [],
    violations: violations.slice(0, SHOWN_VIOLATIONS_COUNT),
  };
}

/** Seconds to one decimal; the clocks of two moments may even lie the wrong way round. */
function durationText(t: Translator, took_ms: number): string {
  const tenths = Math.round((took_ms / SECOND_MS) * 10);
  return tenths < 1 ? t("verify.instantly") : t("verify.seconds", { seconds: tenths / 10 });
}
