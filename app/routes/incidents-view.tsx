import { useTranslations } from "use-intl";
import { Button } from "~/components/button";
import { DataTable } from "~/components/data-table";
import { EmptyState } from "~/components/empty-state";
import { Notice } from "~/components/notice";
import { OwnText } from "~/components/own-text";
import { Page, PageTitle, Section } from "~/components/page";
import { Pager } from "~/components/pager";
import { Tag, type TagTone } from "~/components/tag";
import { TermList } from "~/components/term-list";
import { TextLink } from "~/components/text-link";
import { FigureTile, TileRow } from "~/components/tile";
import type { IncidentsPage, ShownIncident, ShownReconciliation } from "./incidents.server";

interface IncidentsViewProps {
  page: IncidentsPage;
  /** Why the button did nothing, where it did. */
  limited: string | undefined;
}

/** The comparison with the payment processor: both numbers, what is open, what was, and every run. */
export function IncidentsView({ page, limited }: IncidentsViewProps) {
  const t = useTranslations("incidents");
  const { title, is_running, open } = page;
  return (
    <Page>
      <PageTitle
        isFormal
        lead={t("lead")}
        actions={
          is_running ? null : (
            <form method="post" data-action="reconcile">
              <Button>{t("run")}</Button>
            </form>
          )
        }
      >
        {title}
      </PageTitle>
      {limited ? (
        <Notice tone="warning" className="mb-4">
          {limited}
        </Notice>
      ) : null}
      {is_running ? <Running /> : null}
      <LastRun page={page} />
      {open.length > 0 ? (
        <Section title={t("open", { count: open.length })} isFormal>
          {open.map((incident) => (
            <OpenIncident key={incident.id} incident={incident} />
          ))}
        </Section>
      ) : null}
      <Resolved page={page} />
      <Runs runs={page.runs} />
    </Page>
  );
}

/** The page asks again by itself; it takes about ten seconds. */
function Running() {
  const t = useTranslations("incidents");
  return (
    <div data-reconciliation-state="running">
      <meta httpEquiv="refresh" content="3" />
      <Notice className="mb-4" title={t("running")}>
        {t("running_text")}
      </Notice>
    </div>
  );
}

function LastRun({ page: { last, runs, ledger_href, is_running } }: { page: IncidentsPage }) {
  const t = useTranslations("incidents");
  const newest = runs.find(({ state }) => state !== "running");
  if (!last && is_running) return null;
  return (
    <div data-reconciliation-state={is_running ? undefined : newest?.state}>
      {newest?.state === "unreached" || newest?.state === "failed" ? (
        <Notice tone="warning" title={t(`states.${newest.state}`)} className="mb-4">
          {t(`${newest.state}_text`, { when: newest.started })}
        </Notice>
      ) : null}
      {last ? (
        <Section title={t("last")} isFormal lead={last.started}>
          <Verdict last={last} />
          <div className="mt-4">
            <TileRow>
              <FigureTile label={t("processor")} figure={last.processor} note={t("processor_note")} />
              <FigureTile
                label={t("ledger")}
                figure={last.ledger}
                note={t("ledger_note")}
                href={ledger_href ?? undefined}
              />
              <FigureTile label={t("difference")} figure={last.difference} note={t("difference_note")} />
              <FigureTile label={t("balance")} figure={last.balance} note={t("balance_note")} />
            </TileRow>
          </div>
        </Section>
      ) : null}
      {!last && !newest ? <EmptyState title={t("never_title")}>{t("never_text")}</EmptyState> : null}
    </div>
  );
}

function Verdict({ last }: { last: ShownReconciliation }) {
  const t = useTranslations("incidents");
  const common = useTranslations("common");
  const settling = last.settling_count > 0 ? t("settling", { count: last.settling_count }) : null;
  const first = t(last.state === "agrees" ? "agrees_text" : "differs_text", { count: last.transaction_count });
  return (
    <Notice
      tone={last.state === "agrees" ? "success" : "danger"}
      title={last.state === "agrees" ? t("agrees") : t("differs", { count: last.difference_count })}
    >
      {settling ? common("two_sentences", { first, second: settling }) : first}
    </Notice>
  );
}

/** Of these there is one: they have no number to look up. */
const SINGLE_KINDS: ReadonlySet<ShownIncident["kind"]> = new Set(["sum-differs", "balance-differs"]);

function OpenIncident({ incident }: { incident: ShownIncident }) {
  const t = useTranslations("incidents");
  const { kind, processor, ledger, difference, first_seen, age, subject, detail, entry_href } = incident;
  return (
    <article className="mb-8" data-testid="incident" data-kind={kind}>
      <h3 className="flex flex-wrap items-center gap-2">
        {t(`kinds.${kind}.title`)}
        <Tag tone="danger">{age}</Tag>
      </h3>
      <p className="mt-1 max-w-[42rem]">{t(`kinds.${kind}.means`)}</p>
      <p className="mt-1 max-w-[42rem]">
        <strong>{t("to_do")}</strong> {t(`kinds.${kind}.act`)}
      </p>
      <TermList
        className="mt-3 max-w-[46rem]"
        items={[
          { term: t("processor_says"), details: <Amount text={processor} /> },
          { term: t("ledger_says"), details: <Amount text={ledger} /> },
          { term: t("difference"), details: <Amount text={difference} /> },
          { term: t("since"), details: first_seen },
          ...(SINGLE_KINDS.has(kind) ? [] : [{ term: t("subject"), details: <OwnText written={subject} /> }]),
          {
            term: t("detail"),
            details: (
              <span lang="en" className="text-sm wrap-anywhere text-ink-2">
                {detail}
              </span>
            ),
          },
          ...(entry_href
            ? [{ term: t("entry"), details: <TextLink href={entry_href}>{t("see_entry")}</TextLink> }]
            : []),
        ]}
      />
    </article>
  );
}

function Amount({ text }: { text: string | null }) {
  const t = useTranslations("incidents");
  return text === null ? t("no_amount") : <span className="tnum font-semibold">{text}</span>;
}

function Resolved({ page: { resolved, links } }: { page: IncidentsPage }) {
  const t = useTranslations("incidents");
  const { page, page_count } = links;
  return (
    <Section title={t("history")} isFormal lead={t("history_lead")}>
      {resolved.length === 0 ? (
        <p className="text-ink-2">{t("history_empty")}</p>
      ) : (
        <DataTable
          caption={t("history")}
          hasHiddenCaption
          isStacked
          rows={resolved}
          rowKey={({ id }) => id}
          columns={[
            { id: "kind", header: t("what"), isRowHeader: true, cell: ({ kind }) => t(`kinds.${kind}.title`) },
            { id: "difference", header: t("difference"), isNumeric: true, cell: (row) => row.difference ?? "" },
            { id: "first", header: t("since"), cell: ({ first_seen }) => first_seen },
            { id: "resolved", header: t("resolved"), cell: (row) => row.resolved },
            {
              id: "subject",
              header: t("subject"),
              cell: (row) => (SINGLE_KINDS.has(row.kind) ? "" : <OwnText written={row.subject} />),
            },
          ]}
        />
      )}
      <Pager
        page={page}
        pageCount={page_count}
        previousHref={links.previous_href}
        nextHref={links.next_href}
        pages={links.pages}
        labels={{ navigation: t("pages"), previous: t("previous"), next: t("next") }}
        summary={t("page_of", { page, count: page_count })}
      />
    </Section>
  );
}

const STATE_TONES: Record<ShownReconciliation["state"], TagTone> = {
  running: "info",
  agrees: "good",
  differs: "danger",
  unreached: "waiting",
  failed: "waiting",
};

function Runs({ runs }: { runs: readonly ShownReconciliation[] }) {
  const t = useTranslations("incidents");
  if (runs.length === 0) return null;
  return (
    <Section title={t("runs")} isFormal>
      <DataTable
        caption={t("runs")}
        hasHiddenCaption
        isStacked
        rows={runs}
        rowKey={({ id }) => id}
        columns={[
          { id: "started", header: t("started"), isRowHeader: true, cell: ({ started }) => started },
          {
            id: "state",
            header: t("result"),
            cell: ({ state }) => <Tag tone={STATE_TONES[state]}>{t(`states.${state}`)}</Tag>,
          },
          { id: "by", header: t("by"), cell: ({ by }) => <OwnText written={by} /> },
          { id: "count", header: t("transactions"), isNumeric: true, cell: (run) => run.transaction_count },
          { id: "differences", header: t("differences"), isNumeric: true, cell: (run) => run.difference_count },
          { id: "settling", header: t("settling_short"), isNumeric: true, cell: (run) => run.settling_count },
        ]}
      />
    </Section>
  );
}
