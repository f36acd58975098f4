import { setTimeout as sleep } from "node:timers/promises";
import { runEveryQueue } from "~/jobs/run-every-queue.server";
import { type ReconciliationReport, runReconciliation } from "~/jobs/run-reconciliation.server";
import { formatMoney } from "~/kernel/money";
import { ok } from "~/kernel/result";
import { beginReconciliation } from "~/payments/begin-reconciliation.server";
import { differenceOf } from "~/payments/incident";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { type Command, CouldNotRun, print, readArguments, tell } from "./command";
import { withProcessor } from "./with-processor";

const OPTIONS = { json: { type: "boolean" } } as const;
const NOT_REACHED_EXIT_CODE = 2;
const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 250;

/** `reconcile`: every transaction of the processor against the ledger; 0 agrees, 1 differs, 2 was not reached. */
export const reconcile: Command = {
  usage: "npm run reconcile -- [--json]",
  async run(args) {
    const { values } = readArguments(args, { options: OPTIONS });
    const report = await withProcessor(reconcileNow);
    if (values.json) print(JSON.stringify(printed(report)));
    else printReport(report);
    if (!("differences" in report)) return NOT_REACHED_EXIT_CODE;
    return report.state === "agrees" ? 0 : 1;
  },
};

async function reconcileNow(services: Services): Promise<ReconciliationReport> {
  const run_id = await beginAlone(services);
  const runDue = () => runEveryQueue(services, services.clock());
  return runReconciliation(services, { run_id, runDue });
}

/** One comparison at a time: that of a server is waited for, and one whose process was killed is over within a minute. */
async function beginAlone({ db, clock }: Services): Promise<string> {
  const waiting_since = performance.now();
  while (performance.now() - waiting_since < PATIENCE_MS) {
    const begun = await inTransaction(db, async (trx) => ok(await beginReconciliation(trx, null, clock())));
    if (begun.ok && begun.value.is_new) return begun.value.run_id;
    await sleep(LOOK_AGAIN_MS);
  }
  throw new CouldNotRun("another reconciliation is under way: its result will stand on the incidents page");
}

/** Both numbers, and the differences by balance transaction where they are about one. */
function printed(report: ReconciliationReport) {
  if (!("differences" in report)) return { ok: false, ...report };
  const { state, currency, differences, settling_count, missed_event_count } = report;
  return {
    ok: state === "agrees",
    state,
    currency,
    processor: {
      count: report.transaction_count,
      sum_minor: report.transactions_minor,
      balance_minor: report.balance_minor,
    },
    ledger: { count: report.entry_count, balance_minor: report.ledger_minor },
    settling_count,
    missed_event_count,
    differences: differences.map((difference) => ({
      kind: difference.kind,
      balance_transaction: difference.subject.startsWith("txn_") ? difference.subject : null,
      entry: difference.entry_id,
      processor_minor: difference.processor_minor,
      ledger_minor: difference.ledger_minor,
      difference_minor: differenceOf(difference),
      detail: difference.detail,
    })),
  };
}

function printReport(report: ReconciliationReport): void {
  if (!("differences" in report)) {
    tell(`${report.state === "unreached" ? "the processor was not reached" : "could not compare"}: ${report.error}`);
    return;
  }
  for (const { kind, subject, processor_minor, ledger_minor, detail } of report.differences) {
    tell(
      `${kind} ${subject}: processor ${formatMoney(processor_minor)}, ledger ${formatMoney(ledger_minor)}: ${detail}`,
    );
  }
  const sums = `processor ${formatMoney(report.transactions_minor)}, ledger ${formatMoney(report.ledger_minor)}`;
  const settling = report.settling_count > 0 ? `, ${report.settling_count} settling` : "";
  print(
    report.state === "agrees"
      ? `agrees: ${report.transaction_count} transactions, ${sums}${settling}`
      : `differs: ${report.differences.length} differences, ${sums}${settling}`,
  );
}
