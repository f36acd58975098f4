import { data, redirect } from "@remix-run/node";
import type { IncidentTable, ReconciliationRunTable } from "#db/schema/payments";
import { startReconciliation } from "~/jobs/start-reconciliation.server";
import { dayOf } from "~/kernel/calendar-day";
import { DAY_MS, epochMs, HOUR_MS, instant } from "~/kernel/instant";
import { formatMoney, type Minor } from "~/kernel/money";
import { STRIPE_BALANCE } from "~/ledger/account";
import { findJournalPeriod } from "~/ledger/journal.queries.server";
import { listPersonNames } from "~/members/members.queries.server";
import type { Translator } from "~/messages/translator.server";
import { differenceOf, type IncidentKind, isIncidentKind } from "~/payments/incident";
import {
  countResolvedIncidents,
  findLastComparison,
  findRunningReconciliation,
  listOpenIncidents,
  listReconciliationRuns,
  listResolvedIncidents,
} from "~/payments/reconciliation.queries.server";
import type { MemberVisit } from "./guard.server";
import { countTry } from "./rate-limits.server";
import { type PageLinks, pageLinks, readPage, readUrlFilters } from "./url-filters.server";

const OPEN_COUNT = 200;
const PAGE_SIZE = 20;
const RUNS_COUNT = 10;

/** An incident as its page shows it; `kind` is `other` where it was written by a newer version of the product. */
export type ShownIncident = {
  id: string;
  kind: IncidentKind | "other";
  subject: string;
  processor: string | null;
  ledger: string | null;
  difference: string | null;
  first_seen: string;
  age: string;
  resolved: string | null;
  detail: string;
  /** Address of the entry to begin with, for those who may read the journal. */
  entry_href: string | null;
};

/** A run as its page shows it. */
export type ShownReconciliation = {
  id: string;
  state: ReconciliationRunTable["state"];
  started: string;
  by: string;
  transaction_count: number;
  difference_count: number;
  settling_count: number;
};

export type IncidentsPage = {
  title: string;
  is_running: boolean;
  last: (ShownReconciliation & { processor: string; balance: string; ledger: string; difference: string }) | null;
  ledger_href: string | null;
  open: ShownIncident[];
  resolved: ShownIncident[];
  links: PageLinks;
  runs: ShownReconciliation[];
};

/** What operator and trustees see of the comparison with the payment processor; `for_trustee` adds the way to the entries. */
export async function loadIncidents(visit: MemberVisit, reader: "operator" | "trustee"): Promise<IncidentsPage> {
  const { services, url, t, now } = visit;
  const { read } = services.db;
  const filters = readUrlFilters(url);
  const resolved_count = await countResolvedIncidents(read);
  const { page, page_count } = readPage(filters, resolved_count, PAGE_SIZE);
  const [running, last, runs, open, resolved] = await Promise.all([
    findRunningReconciliation(read),
    findLastComparison(read, now),
    listReconciliationRuns(read, RUNS_COUNT),
    listOpenIncidents(read, OPEN_COUNT),
    listResolvedIncidents(read, { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE }),
  ]);
  const names = await listPersonNames(
    read,
    [...runs, ...(last ? [last] : [])].map((run) => run.requested_by ?? ""),
  );
  const is_trustee = reader === "trustee";
  return {
    title: t("incidents.title"),
    is_running: running !== undefined,
    last: last ? { ...shownRun(visit, last, names), ...runSums(last) } : null,
    ledger_href: is_trustee ? await ledgerAddress(visit) : null,
    open: open.map((each) => shownIncident(visit, each, is_trustee)),
    resolved: resolved.map((each) => shownIncident(visit, each, is_trustee)),
    links: pageLinks(url, page, page_count),
    runs: runs.map((run) => shownRun(visit, run, names)),
  };
}

/** Starts a comparison in the background, or joins the one under way; 429 with words where it is asked for too often. */
export async function answerReconcileNow(visit: MemberVisit, address: string) {
  const { services, person } = visit;
  const limited = await countTry(visit, [["reconciliations_per_account", person.id]]);
  if (limited) return data({ limited: limited.text }, { status: 429 });
  await startReconciliation(services, person.id);
  return redirect(address, 303);
}

/** Every line of our balance at the processor, from the first to the last day. */
async function ledgerAddress({ services, community, now }: MemberVisit): Promise<string> {
  const today = dayOf(now, community.zone);
  const { first, last } = (await findJournalPeriod(services.db.read)) ?? { first: today, last: today };
  return `/trustee/journal?account=${STRIPE_BALANCE}&from=${first}&to=${last}`;
}

function runSums({ transactions_minor, balance_minor, ledger_minor }: ReconciliationRunTable) {
  return {
    processor: moneyText(transactions_minor) ?? "",
    balance: moneyText(balance_minor) ?? "",
    ledger: moneyText(ledger_minor) ?? "",
    difference: formatMoney((transactions_minor ?? 0) - (ledger_minor ?? 0)),
  };
}

function shownRun(
  { t, dates }: MemberVisit,
  run: ReconciliationRunTable,
  names: ReadonlyMap<string, string>,
): ShownReconciliation {
  const { id, state, requested_by, transaction_count, difference_count, settling_count } = run;
  return {
    id,
    state,
    started: dates.full(instant(run.started_at)),
    by: requested_by === null ? t("verify.by_system") : (names.get(requested_by) ?? requested_by),
    transaction_count,
    difference_count,
    settling_count,
  };
}

function shownIncident({ t, dates, now }: MemberVisit, incident: IncidentTable, is_trustee: boolean): ShownIncident {
  const { id, kind, subject, processor_minor, ledger_minor, entry_id, detail, resolved_at } = incident;
  const first_seen_at = instant(incident.first_seen_at);
  const has_amounts = processor_minor !== null && ledger_minor !== null;
  return {
    id,
    kind: isIncidentKind(kind) ? kind : "other",
    subject,
    processor: moneyText(processor_minor),
    ledger: moneyText(ledger_minor),
    difference: has_amounts ? formatMoney(differenceOf(incident)) : null,
    first_seen: dates.full(first_seen_at),
    age: ageText(t, epochMs(resolved_at === null ? now : instant(resolved_at)) - epochMs(first_seen_at)),
    resolved: resolved_at === null ? null : dates.full(instant(resolved_at)),
    detail,
    entry_href: is_trustee && entry_id !== null ? `/trustee/journal/${entry_id}` : null,
  };
}

function moneyText(amount_minor: Minor | null): string | null {
  return amount_minor === null ? null : formatMoney(amount_minor);
}

/** Whole hours up to two days, then whole days; a clock that was set back makes nothing younger than new. */
function ageText(t: Translator, age_ms: number): string {
  const hour_count = Math.max(0, Math.floor(age_ms / HOUR_MS));
  if (hour_count === 0) return t("incidents.age_new");
  if (hour_count < 48) return t("incidents.age_hours", { count: hour_count });
  return t("incidents.age_days", { count: Math.floor(age_ms / DAY_MS) });
}
