import { type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { EmptyState } from "~/components/empty-state";
import { Notice } from "~/components/notice";
import { Page, PageTitle, Section } from "~/components/page";
import { QUEUES } from "~/jobs/dead-letter";
import { listRetriesOf, listTroubledRows, type TroubledRow } from "~/jobs/dead-letters.queries.server";
import { maskedInput, maskedText } from "~/jobs/masked-input";
import { retryDeadLetter } from "~/jobs/retry-dead-letter.server";
import { instant } from "~/kernel/instant";
import { inTransaction } from "~/platform/database.server";
import { guardedAction, guardedLoader, type MemberVisit, notFound } from "../guard.server";
import { type Letter, LetterRows } from "./letter-rows-view";

/** What an attempt to retry came to, as the address says it. */
const OUTCOMES = ["retried", "not-dead"] as const;

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

export const loader = guardedLoader("operator/jobs", async (visit) => {
  const { services, t, url } = visit;
  return {
    title: t("dead_letters.title"),
    outcome: OUTCOMES.find((each) => each === url.searchParams.get("retried")),
    dead: await loadLetters(visit, await troubledRows(services.db.read, true)),
    trying: await loadLetters(visit, await troubledRows(services.db.read, false)),
  };
});

/** Sends one dead row on its way again; what somebody else sent meanwhile is said to be so. */
export const action = guardedAction("operator/jobs", async ({ services, person, context, now, readForm }) => {
  const form = readForm();
  if (!form.ok) throw new Response(null, { status: 422 });
  const letter = { ...form.value, person_id: person.id };
  const retried = await inTransaction(services.db, (trx) => retryDeadLetter(trx, letter, now));
  if (!retried.ok && retried.error === "letter-unknown") throw notFound();
  context.worker.wake();
  return redirect(`/operator/jobs?retried=${retried.ok ? "retried" : retried.error}`, 303);
});

async function troubledRows(reader: MemberVisit["services"]["db"]["read"], is_dead: boolean): Promise<TroubledRow[]> {
  const rows = await Promise.all(QUEUES.map((queue) => listTroubledRows(reader, queue, is_dead)));
  return rows.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
}

async function loadLetters({ services, t, dates }: MemberVisit, rows: readonly TroubledRow[]): Promise<Letter[]> {
  const retries = await listRetriesOf(
    services.db.read,
    rows.map(({ id }) => id),
  );
  return rows.map(({ queue, id, what, input_json, is_dead, tries_count, error, created_at, at }) => ({
    queue,
    id,
    what,
    is_dead,
    tries_count,
    error: error === null ? null : maskedText(error),
    input: maskedInput(input_json),
    since: dates.full(instant(created_at)),
    at: dates.full(instant(at)),
    retries: retries
      .filter((retry) => retry.queue === queue && retry.row_id === id)
      .map(({ name, retried_at }) => ({
        name: name ?? t("dead_letters.somebody"),
        when: dates.full(instant(retried_at)),
      })),
  }));
}

export default function Jobs() {
  const { outcome, dead, trying } = useLoaderData<typeof loader>();
  const t = useTranslations("dead_letters");
  return (
    <Page>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {outcome ? (
        <Notice tone={outcome === "retried" ? "success" : "info"} className="mb-6">
          {t(outcome)}
        </Notice>
      ) : null}
      {dead.length === 0 ? <EmptyState title={t("empty")}>{t("empty_text")}</EmptyState> : null}
      {dead.length > 0 ? (
        <Section title={t("dead")} lead={t("dead_lead")}>
          <LetterRows letters={dead} label={t("dead")} />
        </Section>
      ) : null}
      {trying.length > 0 ? (
        <Section title={t("trying")} lead={t("trying_lead")}>
          <LetterRows letters={trying} label={t("trying")} />
        </Section>
      ) : null}
      <p className="mt-6 text-sm text-ink-3">{t("more")}</p>
    </Page>
  );
}
