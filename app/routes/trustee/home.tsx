import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { EmptyState } from "~/components/empty-state";
import { ListRow, RowList } from "~/components/list-row";
import { Page, PageTitle, Section } from "~/components/page";
import { FigureTile, TileRow } from "~/components/tile";
import { getFundFigures } from "~/fund/fund.queries.server";
import { dayOf } from "~/kernel/calendar-day";
import { DAY_MS, epochMs, instant } from "~/kernel/instant";
import { formatMoney } from "~/kernel/money";
import { FUND_BANKED, FUND_EARNED } from "~/ledger/account";
import { countJournalEntries, findJournalPeriod } from "~/ledger/journal.queries.server";
import { periodOf } from "~/ledger/journal-period";
import { hashPrefix } from "~/ledger/journal-rows.server";
import { findEntryBySeq, findNewestAnchor, getLedgerHead } from "~/ledger/ledger.queries.server";
import { guardedLoader, type MemberVisit } from "../guard.server";
import { ReconciliationLine } from "../reconciliation-line";
import { loadReconciliationStatus, type ReconciliationStatus } from "../reconciliation-status.server";
import { loadVerificationStatus, type VerificationStatus } from "../verification-status.server";

/** Anchors are made once a day: entries that wait longer than this ask for somebody. */
const ANCHOR_OVERDUE_MS = 2 * DAY_MS;

export const loader = guardedLoader("trustee/home", async (visit) => {
  const { services, community, now, t } = visit;
  const { read } = services.db;
  const month = periodOf("this_month", dayOf(now, community.zone));
  const [figures, head, anchor, verification, reconciliation, month_count, period] = await Promise.all([
    getFundFigures(read),
    getLedgerHead(read),
    findNewestAnchor(read),
    loadVerificationStatus(visit),
    loadReconciliationStatus(visit),
    countJournalEntries(read, month),
    findJournalPeriod(read),
  ]);
  const ever = period ? `&from=${period.first}&to=${period.last}` : "";
  return {
    title: t("trustee.title"),
    fund: [
      { name: "pledged", figure: formatMoney(figures.pledged_minor), href: "/fund" },
      {
        name: "earned",
        figure: formatMoney(figures.earned_minor),
        href: `/trustee/journal?account=${FUND_EARNED}${ever}`,
      },
      {
        name: "banked",
        figure: formatMoney(figures.banked_minor),
        href: `/trustee/journal?account=${FUND_BANKED}${ever}`,
      },
      {
        name: "spent",
        figure: formatMoney(figures.spent_minor),
        href: `/trustee/journal?account=${FUND_BANKED}${ever}`,
      },
    ] as const,
    ledger: await ledgerTiles(visit, { head, anchor, verification, month_count }),
    tasks: [...reconciliationTasks(visit, reconciliation), ...trusteeTasks(visit, { head, anchor, verification })],
    reconciliation,
  };
});

type LedgerState = {
  head: { seq: number; hash: string; ts: string };
  anchor: { seq: number; ts: string } | undefined;
  verification: VerificationStatus;
};

async function ledgerTiles({ services, t, dates }: MemberVisit, state: LedgerState & { month_count: number }) {
  const { head, anchor, verification, month_count } = state;
  const newest = await findEntryBySeq(services.db.read, head.seq);
  return [
    {
      label: t("trustee.head"),
      figure: newest ? t("trustee.head_value", { seq: head.seq }) : t("trustee.head_empty"),
      note: newest ? t("trustee.head_note", { hash: hashPrefix(head.hash) }) : "",
      href: newest ? `/trustee/journal/${newest.id}` : "/trustee/journal",
    },
    {
      label: t("trustee.month_entries"),
      figure: t("trustee.entries_value", { count: month_count }),
      note: "",
      href: "/trustee/journal",
    },
    {
      label: t("trustee.anchor"),
      figure: anchor ? t("trustee.anchor_value", { seq: anchor.seq }) : t("trustee.anchor_none"),
      note: anchor ? dates.full(instant(anchor.ts)) : "",
      href: anchor ? `/trustee/journal/${anchor.seq}` : "/fund/anchors.jsonl",
    },
    {
      label: t("trustee.verification"),
      figure:
        verification.state === "never" ? t("trustee.verification_never") : t(`verify.states.${verification.state}`),
      note: verification.when,
      href: verification.run_id ? `/trustee/verify?run=${verification.run_id}` : "/trustee/verify",
    },
  ];
}

type Task = { title: string; note: string; href: string };

function reconciliationTasks({ t }: MemberVisit, status: ReconciliationStatus): Task[] {
  if (status.state !== "differs") return [];
  return [
    {
      title: t("incidents.task_differs", { count: status.difference_count }),
      note: t("incidents.task_differs_note", { since: status.since }),
      href: "/trustee/incidents",
    },
  ];
}

/** What a trustee has to see to now, most pressing first. */
function trusteeTasks({ t, now }: MemberVisit, { head, anchor, verification }: LedgerState): Task[] {
  const { state, when, violation_count, newer_count, run_id } = verification;
  const tasks: Task[] = [];
  if (state === "violated") {
    tasks.push({
      title: t("trustee.task_violated", { count: violation_count }),
      note: t("trustee.task_violated_note", { when }),
      href: `/trustee/verify?run=${run_id}`,
    });
  }
  if (state === "failed") tasks.push({ title: t("trustee.task_failed"), note: when, href: "/trustee/verify" });
  if (state !== "failed" && newer_count > 0) {
    tasks.push({
      title: state === "never" ? t("trustee.task_verify_first") : t("trustee.task_verify", { count: newer_count }),
      note: state === "never" ? t("trustee.task_verify_first_note") : t("trustee.task_verify_note"),
      href: "/trustee/verify",
    });
  }
  const unanchored_count = head.seq - (anchor?.seq ?? 0);
  if (unanchored_count > 0 && (!anchor || epochMs(now) - epochMs(instant(anchor.ts)) > ANCHOR_OVERDUE_MS)) {
    tasks.push({
      title: t("trustee.task_anchor", { count: unanchored_count }),
      note: t("trustee.task_anchor_note"),
      href: "/fund/anchors.jsonl",
    });
  }
  return tasks;
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? "" }];

/** Tiles right below a heading share its rule. */
function UnderHeading({ children }: { children: ReactNode }) {
  return (
    <div className="-mt-3 [&>ul]:border-t-0">
      <TileRow>{children}</TileRow>
    </div>
  );
}

export default function Home() {
  const { fund, ledger, tasks, reconciliation } = useLoaderData<typeof loader>();
  const t = useTranslations("trustee");
  const names = useTranslations("fund");
  return (
    <Page>
      <PageTitle isFormal>{t("title")}</PageTitle>
      <Section title={t("tasks")} isFormal>
        {tasks.length === 0 ? <EmptyState title={t("no_tasks_title")}>{t("no_tasks_text")}</EmptyState> : null}
        <RowList label={t("tasks")}>
          {tasks.map((task) => (
            <ListRow key={task.title} href={task.href} title={task.title} lines={[task.note]} />
          ))}
        </RowList>
        <p className="mt-3 text-sm text-ink-3">{t("later")}</p>
      </Section>
      <Section title={t("figures")} isFormal>
        <UnderHeading>
          {fund.map((tile) => (
            <FigureTile
              key={tile.name}
              label={names(tile.name)}
              figure={tile.figure}
              note={names(`${tile.name}_note`)}
              href={tile.href}
            />
          ))}
        </UnderHeading>
        <p className="mt-3 max-w-[42rem] text-sm text-ink-2">{names("not_yet_banked")}</p>
      </Section>
      <Section title={t("ledger")} isFormal>
        <UnderHeading>
          {ledger.map((tile) => (
            <FigureTile key={tile.label} label={tile.label} figure={tile.figure} note={tile.note} href={tile.href} />
          ))}
        </UnderHeading>
        <ReconciliationLine status={reconciliation} href="/trustee/incidents" className="mt-2" />
      </Section>
    </Page>
  );
}
