import { useEffect, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { DataTable } from "~/components/data-table";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Section } from "~/components/page";
import { ProgressBar } from "~/components/progress-bar";
import { Tag, type TagTone } from "~/components/tag";
import { TextLink } from "~/components/text-link";
import type { ShownRun } from "./verification-run.server";

const POLL_EVERY_MS = 1_000;

type Progress = Pick<ShownRun, "state" | "done_count" | "total_count"> & { elapsed_ms: number };

/** The bar of a run under way. It asks every second; without JavaScript the page loads itself again. */
export function RunningRun({ run }: { run: ShownRun }) {
  const t = useTranslations("verify");
  const progress = useProgress(run);
  const left_s = secondsLeft(progress);
  const counts = { done: progress.done_count, total: progress.total_count };
  return (
    <Section title={t("running")} isFormal lead={t("leave")}>
      <noscript>
        <meta httpEquiv="refresh" content="2" />
      </noscript>
      <ProgressBar
        label={t("progress_label")}
        done={progress.done_count}
        total={progress.total_count}
        text={left_s === undefined ? t("progress", counts) : t("progress_left", { ...counts, seconds: left_s })}
      />
    </Section>
  );
}

/** Asks how far the run has come while somebody looks; loads the page again when it has ended. */
function useProgress(run: ShownRun): Progress {
  const [progress, setProgress] = useState<Progress>({ ...run, elapsed_ms: 0 });
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void fetchProgress(run.id).then((told) => told && setProgress(told));
    }, POLL_EVERY_MS);
    return () => clearInterval(timer);
  }, [run.id]);
  useEffect(() => {
    if (progress.state !== "running") location.replace(`/trustee/verify?run=${run.id}`);
  }, [progress.state, run.id]);
  return progress;
}

/** Undefined where the answer did not come: the next second asks again. */
async function fetchProgress(run_id: string): Promise<Progress | undefined> {
  const answer = await fetch(`/trustee/verify/${run_id}/progress`).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as Progress) : undefined;
}

/** From the speed so far; undefined before there is one. */
function secondsLeft({ done_count, total_count, elapsed_ms }: Progress): number | undefined {
  if (done_count === 0 || elapsed_ms === 0) return undefined;
  return Math.ceil(((total_count - done_count) * elapsed_ms) / done_count / 1_000);
}

export function RunResult({ run }: { run: ShownRun }) {
  const t = useTranslations("verify");
  const facts = { count: run.done_count, duration: run.duration };
  return (
    <div data-verification-state={run.state}>
      <Section title={t("result")} isFormal lead={run.started}>
        {run.state === "sound" ? (
          <Notice tone="success" title={t("sound")}>
            {t("sound_text", facts)}
          </Notice>
        ) : null}
        {run.state === "violated" ? (
          <Notice tone="danger" title={t("violated", { count: run.violation_count })}>
            {t("violated_text", facts)}
          </Notice>
        ) : null}
        {run.state === "failed" ? (
          <Notice tone="warning" title={t("failed")}>
            {t("failed_text")}
          </Notice>
        ) : null}
        {run.violations.length > 0 ? <Violations run={run} /> : null}
        {run.checks.length > 0 ? <Checks run={run} /> : null}
      </Section>
    </div>
  );
}

function Violations({ run }: { run: ShownRun }) {
  const t = useTranslations("verify");
  const common = useTranslations("common");
  const hidden_count = run.violation_count - run.violations.length;
  const rows = run.violations.map((violation, index) => ({ ...violation, key: String(index) }));
  return (
    <div className="mt-6" data-testid="violations">
      <DataTable
        caption={t("violations")}
        isStacked
        rows={rows}
        rowKey={(row) => row.key}
        columns={[
          {
            id: "entry",
            header: t("entry"),
            isRowHeader: true,
            cell: (row) => (
              <TextLink href={`/trustee/journal/${row.seq}`}>{t("entry_number", { seq: row.seq })}</TextLink>
            ),
          },
          {
            id: "rule",
            header: t("rule"),
            cell: (row) => common("two_sentences", { first: t("not_kept"), second: t(`rules.${row.rule}`) }),
          },
          {
            id: "detail",
            header: t("detail"),
            cell: (row) => (
              <span lang="en" className="text-sm text-ink-2">
                {row.detail}
              </span>
            ),
          },
        ]}
      />
      {hidden_count > 0 ? <p className="mt-2">{t("more", { count: hidden_count })}</p> : null}
    </div>
  );
}

function Checks({ run }: { run: ShownRun }) {
  const t = useTranslations("verify");
  return (
    <div className="mt-6">
      <DataTable
        caption={t("checks")}
        rows={run.checks}
        rowKey={(check) => check.rule}
        columns={[
          { id: "check", header: t("check"), cell: (check) => t(`rules.${check.rule}`), isRowHeader: true },
          {
            id: "outcome",
            header: t("outcome"),
            cell: (check) =>
              check.fault_count === 0 ? (
                <Tag tone="good">{t("passed")}</Tag>
              ) : (
                <Tag tone="danger">{t("faults", { count: check.fault_count })}</Tag>
              ),
          },
        ]}
      />
      <TextLink href={`/trustee/verify/${run.id}/progress`} download={`verification-${run.id}.json`}>
        {t("report")}
      </TextLink>
    </div>
  );
}

const STATE_TONES: Record<ShownRun["state"], TagTone> = {
  running: "info",
  sound: "good",
  violated: "danger",
  failed: "waiting",
};

export function RunHistory({ runs, chosen_id }: { runs: readonly ShownRun[]; chosen_id: string | undefined }) {
  const t = useTranslations("verify");
  const format = useFormatter();
  return (
    <Section title={t("history")} isFormal>
      <DataTable
        caption={t("history_caption", { count: runs.length })}
        isStacked
        rows={runs}
        rowKey={(run) => run.id}
        columns={[
          {
            id: "started",
            header: t("started"),
            isRowHeader: true,
            cell: (run) => (
              <TextLink
                href={`/trustee/verify?run=${run.id}`}
                aria-current={run.id === chosen_id ? "true" : undefined}
                className="tnum"
              >
                {run.started}
              </TextLink>
            ),
          },
          {
            id: "state",
            header: t("state"),
            cell: (run) => <Tag tone={STATE_TONES[run.state]}>{t(`states.${run.state}`)}</Tag>,
          },
          { id: "by", header: t("by"), cell: (run) => <OwnText written={run.by} /> },
          { id: "count", header: t("count"), cell: (run) => format.number(run.done_count), isNumeric: true },
          { id: "duration", header: t("duration"), cell: (run) => run.duration, isNumeric: true },
        ]}
      />
    </Section>
  );
}
