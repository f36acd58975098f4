import { type Instant, instant } from "~/kernel/instant";
import { formatMoney } from "~/kernel/money";
import { DIFFERENCE_KINDS } from "~/payments/incident";
import { countOpenIncidents, findLastComparison } from "~/payments/reconciliation.queries.server";
import type { Visit } from "./guard.server";

/** How the last comparison with the payment processor ended, for the pages that say so. */
export type ReconciliationStatus =
  | { state: "never" }
  | { state: "agrees"; when: string; transaction_count: number }
  | {
      state: "differs";
      when: string;
      since: string;
      difference_count: number;
      /** Null where the sums agree though single transactions do not. */
      difference: string | null;
    };

export async function loadReconciliationStatus({
  services,
  dates,
  now,
}: Pick<Visit, "services" | "dates" | "now">): Promise<ReconciliationStatus> {
  const { read } = services.db;
  const run = await findLastComparison(read, now);
  if (!run) return { state: "never" };
  const ended_at: Instant = instant(run.finished_at ?? run.started_at);
  const when = dates.full(ended_at);
  if (run.state === "agrees") return { state: "agrees", when, transaction_count: run.transaction_count };
  const open = await countOpenIncidents(read, DIFFERENCE_KINDS);
  const difference_minor = (run.transactions_minor ?? 0) - (run.ledger_minor ?? 0);
  return {
    state: "differs",
    when,
    since: dates.full(open.since === null ? ended_at : instant(open.since)),
    difference_count: run.difference_count,
    difference: difference_minor === 0 ? null : formatMoney(Math.abs(difference_minor)),
  };
}
