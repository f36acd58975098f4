import type { Minor } from "~/kernel/money";
import type { ProcessorEntry } from "~/ledger/processor-entries.queries.server";
import { type DifferenceKind, differenceOf, type IncidentFact, incidentKey } from "./incident";

/** A movement of our balance as the processor tells it: `net` = `amount` − `fee`. */
export type BalanceTransaction = {
  id: string;
  created_at: string;
  amount_minor: Minor;
  fee_minor: Minor;
  net_minor: Minor;
  currency: string;
  reporting_category: string;
  /** The charge, refund, transfer, … that moved it. */
  source_id: string | null;
};

/** One difference between the processor's account and the ledger; both amounts are signed as our balance is. */
export type Difference = IncidentFact & { kind: DifferenceKind; processor_minor: Minor; ledger_minor: Minor };

/** The entries that speak of one balance transaction: those that name it, and for a charge those that take it in. */
export type NamedEntries = { by_transaction: readonly ProcessorEntry[]; captures: readonly ProcessorEntry[] };

/** The processor's word for the money of a charge, whatever way it was paid. */
export const CHARGE_CATEGORY = "charge";

/**
 * What is wrong between a balance transaction and the entries that speak of it; undefined where it has exactly one. A
 * charge has one entry that takes it in, and where there is a fee one more that names the transaction; any other
 * transaction has one entry that names it and moves our balance by its net. Source: contract.md, under the table of kinds.
 */
export function transactionDifference(
  transaction: BalanceTransaction,
  { by_transaction, captures }: NamedEntries,
  currency: string,
): Difference | undefined {
  const { net_minor, fee_minor, amount_minor } = transaction;
  const is_charge = transaction.reporting_category === CHARGE_CATEGORY;
  const entries = is_charge ? [...captures, ...by_transaction] : by_transaction;
  const found = (kind: DifferenceKind, why: string) => aboutTransaction(transaction, entries, kind, why);
  if ([transaction, ...entries].some((each) => each.currency !== currency)) {
    return found("currency-differs", `the community's currency is ${currency}`);
  }
  if (by_transaction.length > 1 || (is_charge && captures.length > 1)) {
    return found("entry-twice", `entries ${entries.map(({ seq }) => seq).join(", ")}`);
  }
  if (is_charge && captures.length === 0) return found("entry-missing", "no entry takes the charge in");
  const is_named = by_transaction.length === 1;
  if (is_charge && fee_minor !== 0 && !is_named) return found("entry-missing", "the fee has no entry");
  if (!is_charge && net_minor !== 0 && !is_named) return found("entry-missing", "no entry names it");
  const is_right = is_charge
    ? sumOf(captures) === amount_minor && sumOf(by_transaction) === -fee_minor
    : sumOf(by_transaction) === net_minor;
  return is_right ? undefined : found("amount-differs", `amount ${amount_minor}, fee ${fee_minor}, net ${net_minor}`);
}

function aboutTransaction(
  transaction: BalanceTransaction,
  entries: readonly ProcessorEntry[],
  kind: DifferenceKind,
  why: string,
): Difference {
  const { id, reporting_category, source_id, created_at } = transaction;
  return {
    kind,
    subject: id,
    processor_minor: transaction.net_minor,
    ledger_minor: sumOf(entries),
    entry_id: entries[0]?.id ?? null,
    detail: `${reporting_category} of ${source_id ?? "nothing"}, ${created_at}: ${why}`,
  };
}

/** An entry moves our balance at the processor, and the processor knows nothing of it. */
export function entryDifference(entry: ProcessorEntry): Difference {
  const named = entry.balance_transaction_id ?? entry.refund_id ?? entry.charge_id ?? "nothing";
  return {
    kind: "processor-missing",
    subject: entry.id,
    processor_minor: 0,
    ledger_minor: entry.amount_minor,
    entry_id: entry.id,
    detail: `entry ${entry.seq}, ${entry.kind} of ${named}: the processor has no such transaction`,
  };
}

/** The processor says it holds another amount than its transactions come to. */
export function balanceDifference(balance_minor: Minor, transactions_minor: Minor): Difference {
  return {
    kind: "balance-differs",
    subject: "balance",
    processor_minor: balance_minor,
    ledger_minor: transactions_minor,
    entry_id: null,
    detail: `available and pending together ${balance_minor}, the transactions come to ${transactions_minor}`,
  };
}

/**
 * True where `balance_minor`, asked for while `newer` were being made one after the other, is what the transactions came
 * to at some moment meanwhile. In a busy shop the two are never asked for at one instant.
 */
export function isBalanceOf(balance_minor: Minor, before_minor: Minor, newer: readonly Minor[]): boolean {
  let sum_minor = before_minor;
  if (sum_minor === balance_minor) return true;
  for (const net_minor of newer) {
    sum_minor += net_minor;
    if (sum_minor === balance_minor) return true;
  }
  return false;
}

/** What one look at both sides found. */
export type Look = {
  transaction_count: number;
  entry_count: number;
  /** The sum of all nets, what the processor says it holds, and the ledger's `assets:stripe`. */
  transactions_minor: Minor;
  balance_minor: Minor;
  ledger_minor: Minor;
  differences: Difference[];
  /** Moves that one side cannot know yet, by their amount in both: neither a difference nor in agreement. */
  awaited: Difference[];
  /** Differences beyond those that are listed. */
  hidden_count: number;
};

export type Outcome = { differences: Difference[]; settling_count: number };

/**
 * What is really wrong after several looks, between which everything due was done: what every one of them saw. The rest
 * is settling: made a moment ago, or not yet known to one side. The sums are compared without it.
 */
export function outcomeOf(looks: readonly Look[]): Outcome {
  const last = looks.at(-1);
  if (!last) return { differences: [], settling_count: 0 };
  const seen = looks.map(({ differences }) => new Set(differences.map(incidentKey)));
  const is_lasting = (each: Difference) => seen.every((keys) => keys.has(incidentKey(each)));
  const lasting = last.differences.filter(is_lasting);
  const settling = [...last.differences.filter((each) => !is_lasting(each)), ...last.awaited];
  const sum = sumDifference(last, settling);
  return { differences: sum ? [...lasting, sum] : lasting, settling_count: settling.length };
}

/** `currency-differs` is in neither sum, and the balance is no part of one. */
function sumDifference({ transactions_minor, ledger_minor }: Look, settling: readonly Difference[]) {
  const unsettled_minor = settling
    .filter(({ kind }) => kind !== "balance-differs" && kind !== "currency-differs")
    .reduce((sum, each) => sum + differenceOf(each), 0);
  const expected_minor = transactions_minor - unsettled_minor;
  if (expected_minor === ledger_minor) return undefined;
  return {
    kind: "sum-differs",
    subject: "sum",
    processor_minor: expected_minor,
    ledger_minor,
    entry_id: null,
    detail: `all transactions come to ${transactions_minor}, of which ${unsettled_minor} are settling; assets:stripe is ${ledger_minor}`,
  } satisfies Difference;
}

function sumOf(entries: readonly ProcessorEntry[]): Minor {
  return entries.reduce((sum, { amount_minor }) => sum + amount_minor, 0);
}
