import { type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { EmptyState } from "~/components/empty-state";
import { Notice } from "~/components/notice";
import { Page, PageTitle } from "~/components/page";
import { findVerificationRun, listVerificationRuns } from "~/ledger/ledger.queries.server";
import { startVerification } from "~/ledger/start-verification.server";
import { listPersonNames } from "~/members/members.queries.server";
import { listText } from "~/messages/translator.server";
import { guardedAction, guardedLoader } from "../guard.server";
import { readUrlFilters } from "../url-filters.server";
import { shownRun } from "./verification-run.server";
import { RunHistory, RunningRun, RunResult } from "./verify-view";

const HISTORY_COUNT = 20;

export const loader = guardedLoader("trustee/verify", async (visit) => {
  const { services, url, t, locale } = visit;
  const { read } = services.db;
  const filters = readUrlFilters(url);
  const run_id = filters.read("run", (text) => (/^[0-9a-f-]{36}$/.test(text) ? text : undefined));
  const [runs, asked] = await Promise.all([
    listVerificationRuns(read, HISTORY_COUNT),
    run_id === undefined ? undefined : findVerificationRun(read, run_id),
  ]);
  if (run_id !== undefined && !asked) filters.dropped.push("run");
  const shown = asked ?? runs[0];
  const names = await listPersonNames(
    read,
    runs.map((run) => run.requested_by ?? ""),
  );
  return {
    title: t("verify.title"),
    run: shown ? shownRun(visit, shown, names) : null,
    runs: runs.map((run) => shownRun(visit, run, names)),
    dropped: listText(locale, filters.dropped),
  };
});

export const action = guardedAction("trustee/verify", async ({ services, person }) => {
  const started = await startVerification(services, person.id);
  return redirect(started.ok ? `/trustee/verify?run=${started.value}` : "/trustee/verify", 303);
});

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export default function Verify() {
  const { run, runs, dropped } = useLoaderData<typeof loader>();
  const t = useTranslations("verify");
  const journal = useTranslations("journal");
  const is_running = run?.state === "running";
  return (
    <Page>
      <PageTitle
        isFormal
        lead={t("lead")}
        actions={
          is_running ? null : (
            <form method="post" data-action="verify">
              <Button>{t("run")}</Button>
            </form>
          )
        }
      >
        {t("title")}
      </PageTitle>
      {dropped ? (
        <Notice tone="warning" className="mb-4">
          {journal("dropped", { names: dropped })}
        </Notice>
      ) : null}
      {run ? null : <EmptyState title={t("never_title")}>{t("never_text")}</EmptyState>}
      {run && is_running ? <RunningRun key={run.id} run={run} /> : null}
      {run && !is_running ? <RunResult run={run} /> : null}
      {runs.length > 0 ? <RunHistory runs={runs} chosen_id={run?.id} /> : null}
    </Page>
  );
}
