import { setImmediate as nextTurn } from "node:timers/promises";
import { addMs, DAY_MS, type Instant, instantFromEpochMs, SECOND_MS } from "~/kernel/instant";
import { minor } from "~/kernel/money";
import { getLedgerHead } from "~/ledger/ledger.queries.server";
import {
  listCapturesOfCharges,
  listEntriesOfTransactions,
  listProcessorEntries,
  listProcessorMovements,
  type ProcessorEntry,
} from "~/ledger/processor-entries.queries.server";
import type { Reader } from "~/platform/database.server";
import { isUnknownObject, type Stripe } from "~/platform/stripe.server";
import {
  type BalanceTransaction,
  balanceDifference,
  CHARGE_CATEGORY,
  type Difference,
  entryDifference,
  isBalanceOf,
  type Look,
  transactionDifference,
} from "./reconciliation";

export type LookOptions = {
  /** The community's one currency. */
  currency: string;
  now: Instant;
};

const BATCH_COUNT = 100;
const MOVEMENTS_BATCH_COUNT = 500;
/** Differences that are listed; beyond them something is wrong as a whole, and the rest is only counted. */
const LISTED_COUNT = 1_000;
/** Entries without a transaction about whose object the processor is asked one by one. */
const ASKED_COUNT = 100;
/** A charge's or refund's balance transaction comes within minutes; after so long nobody waits for it any more. */
const AWAITED_LONGEST_MS = DAY_MS;

/**
 * Looks once at every balance transaction of the processor and at every entry that moves `assets:stripe`, and says where
 * they differ; writes nothing. Reads the processor first and the ledger behind it, in batches: memory grows by one bit
 * an entry. While people pay, a look sees differences that the next one does not (`outcomeOf`). Throws what the SDK
 * throws where the processor does not answer. Source: payments.md, C7.
 */
export async function reconcileProcessor(
  { reader, stripe }: { reader: Reader; stripe: Stripe },
  options: LookOptions,
): Promise<Look> {
  const comparison = new Comparison(reader, options);
  let newest: string | undefined;
  let batch: Stripe.BalanceTransaction[] = [];
  for await (const transaction of stripe.balanceTransactions.list({ limit: BATCH_COUNT })) {
    newest ??= transaction.id;
    batch.push(transaction);
    if (batch.length < BATCH_COUNT) continue;
    await comparison.add(batch);
    batch = [];
  }
  await comparison.add(batch);
  await compareBalance(stripe, comparison, newest);
  await comparison.finish(stripe);
  return comparison.look;
}

/** What the processor holds is asked for between the transactions before it and those made meanwhile. */
async function compareBalance(stripe: Stripe, comparison: Comparison, newest: string | undefined): Promise<void> {
  const { currency, look } = comparison;
  const before_minor = look.transactions_minor;
  const balance = await stripe.balance.retrieve();
  const held = [...balance.available, ...balance.pending].filter((each) => each.currency === currency);
  look.balance_minor = minor(held.reduce((sum, { amount }) => sum + amount, 0));
  const newer: Stripe.BalanceTransaction[] = [];
  const since = { limit: BATCH_COUNT, ...(newest && { ending_before: newest }) };
  for await (const transaction of stripe.balanceTransactions.list(since)) newer.push(transaction);
  // without a newest one to begin behind, the processor lists the newest first
  if (!newest) newer.reverse();
  for (let start = 0; start < newer.length; start += BATCH_COUNT) {
    await comparison.add(newer.slice(start, start + BATCH_COUNT));
  }
  const nets = newer.filter((each) => each.currency === currency).map(({ net }) => net);
  if (!isBalanceOf(look.balance_minor, before_minor, nets)) {
    comparison.report(balanceDifference(look.balance_minor, look.transactions_minor));
  }
}

/** The transactions seen so far against the entries they name; at the end, the entries that none named. */
class Comparison {
  readonly look: Look = {
    transaction_count: 0,
    entry_count: 0,
    transactions_minor: 0,
    balance_minor: 0,
    ledger_minor: 0,
    differences: [],
    awaited: [],
    hidden_count: 0,
  };
  readonly #reader: Reader;
  readonly #options: LookOptions;
  /** One bit an entry: whether a transaction named it. */
  #named = new Uint8Array(1_024);

  constructor(reader: Reader, options: LookOptions) {
    this.#reader = reader;
    this.#options = options;
  }

  get currency(): string {
    return this.#options.currency;
  }

  async add(told: readonly Stripe.BalanceTransaction[]): Promise<void> {
    const transactions = told.map(balanceTransaction);
    const charge_ids = transactions.filter(isCharge).flatMap(({ source_id }) => source_id ?? []);
    const ids = transactions.map(({ id }) => id);
    const by_transaction = grouped(await listEntriesOfTransactions(this.#reader, ids), "balance_transaction_id");
    const captures = grouped(await listCapturesOfCharges(this.#reader, charge_ids), "charge_id");
    for (const transaction of transactions) {
      const entries = {
        by_transaction: by_transaction.get(transaction.id) ?? [],
        captures: (isCharge(transaction) && captures.get(transaction.source_id ?? "")) || [],
      };
      for (const { seq } of [...entries.by_transaction, ...entries.captures]) this.#markNamed(seq);
      const difference = transactionDifference(transaction, entries, this.currency);
      if (difference) this.report(difference);
      this.look.transaction_count += 1;
      if (transaction.currency === this.currency) this.look.transactions_minor += transaction.net_minor;
    }
    await nextTurn();
  }

  /** Sums the ledger's side up to its head as it is now, and finds the entries that no transaction named. */
  async finish(stripe: Stripe): Promise<void> {
    const { seq: last_seq } = await getLedgerHead(this.#reader);
    let after_seq = 0;
    for (;;) {
      const span = { after_seq, last_seq, limit: MOVEMENTS_BATCH_COUNT };
      const movements = await listProcessorMovements(this.#reader, span);
      for (const { amount_minor, currency } of movements) {
        this.look.entry_count += 1;
        if (currency === this.currency) this.look.ledger_minor += amount_minor;
      }
      const unnamed = movements.map(({ seq }) => seq).filter((seq) => !this.#isNamed(seq));
      for (const entry of await listProcessorEntries(this.#reader, unnamed)) await this.#reportEntry(stripe, entry);
      await nextTurn();
      if (movements.length < MOVEMENTS_BATCH_COUNT) return;
      after_seq = movements.at(-1)?.seq ?? last_seq;
    }
  }

  report(difference: Difference): void {
    if (this.look.differences.length < LISTED_COUNT) this.look.differences.push(difference);
    else this.look.hidden_count += 1;
  }

  async #reportEntry(stripe: Stripe, entry: ProcessorEntry): Promise<void> {
    const { look } = this;
    const is_young = entry.ts > addMs(this.#options.now, -AWAITED_LONGEST_MS);
    const is_asked = is_young && look.awaited.length + look.differences.length < ASKED_COUNT;
    if (is_asked && (await isTransactionAwaited(stripe, entry))) look.awaited.push(entryDifference(entry));
    else this.report(entryDifference(entry));
  }

  #markNamed(seq: number): void {
    const place = seq >> 3;
    if (place >= this.#named.length) {
      const larger = new Uint8Array(Math.max(place + 1, this.#named.length * 2));
      larger.set(this.#named);
      this.#named = larger;
    }
    this.#named[place] = (this.#named[place] ?? 0) | (1 << (seq & 7));
  }

  #isNamed(seq: number): boolean {
    return ((this.#named[seq >> 3] ?? 0) & (1 << (seq & 7))) !== 0;
  }
}

/** True while the processor knows the charge or refund of an entry and has not booked it: it tells that later. */
async function isTransactionAwaited(stripe: Stripe, entry: ProcessorEntry): Promise<boolean> {
  if (entry.balance_transaction_id !== null) return false;
  try {
    if (entry.refund_id !== null) {
      const { balance_transaction, status } = await stripe.refunds.retrieve(entry.refund_id);
      return balance_transaction === null && status !== "failed" && status !== "canceled";
    }
    if (entry.charge_id === null) return false;
    return (await stripe.charges.retrieve(entry.charge_id)).balance_transaction === null;
  } catch (error) {
    if (isUnknownObject(error)) return false;
    throw error;
  }
}

function isCharge({ reporting_category }: BalanceTransaction): boolean {
  return reporting_category === CHARGE_CATEGORY;
}

function balanceTransaction(told: Stripe.BalanceTransaction): BalanceTransaction {
  return {
    id: told.id,
    created_at: instantFromEpochMs(told.created * SECOND_MS),
    amount_minor: minor(told.amount),
    fee_minor: minor(told.fee),
    net_minor: minor(told.net),
    currency: told.currency,
    reporting_category: told.reporting_category,
    source_id: typeof told.source === "string" ? told.source : (told.source?.id ?? null),
  };
}

function grouped(entries: readonly ProcessorEntry[], column: "balance_transaction_id" | "charge_id") {
  const groups = new Map<string, ProcessorEntry[]>();
  for (const entry of entries) {
    const key = entry[column] ?? "";
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}
