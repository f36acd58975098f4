import type { Minor } from "~/kernel/money";
import type { Reader } from "~/platform/database.server";
import { STRIPE_BALANCE } from "./account";

/** An entry that moves our balance at the processor, with what it moves it by: debit positive. */
export type ProcessorEntry = {
  seq: number;
  id: string;
  kind: string;
  ts: string;
  charge_id: string | null;
  refund_id: string | null;
  balance_transaction_id: string | null;
  amount_minor: Minor;
  currency: string;
};

/** What one entry does to our balance at the processor. */
type Movement = { seq: number; amount_minor: Minor; currency: string };

const CAPTURE_KINDS = ["payment_captured", "payment_surplus"];

/** Entries that name one of these balance transactions and move our balance at the processor. */
export async function listEntriesOfTransactions(reader: Reader, ids: readonly string[]): Promise<ProcessorEntry[]> {
  if (ids.length === 0) return [];
  const rows = await processorEntryRows(reader).where("balance_transaction_id", "in", ids).execute();
  return withMovements(reader, rows);
}

/** Entries that take in one of these charges and move our balance at the processor. */
export async function listCapturesOfCharges(reader: Reader, charge_ids: readonly string[]): Promise<ProcessorEntry[]> {
  if (charge_ids.length === 0) return [];
  const rows = await processorEntryRows(reader).where("charge_id", "in", charge_ids).execute();
  // the kind is looked at here: SQLite would take its index and walk through every payment there ever was
  return withMovements(
    reader,
    rows.filter(({ kind }) => CAPTURE_KINDS.includes(kind)),
  );
}

/** Entries by number that move our balance at the processor. */
export async function listProcessorEntries(reader: Reader, seqs: readonly number[]): Promise<ProcessorEntry[]> {
  if (seqs.length === 0) return [];
  return withMovements(reader, await processorEntryRows(reader).where("seq", "in", seqs).execute());
}

/** Movements of our balance at the processor by entries after `after_seq` up to `last_seq`, in order, at most `limit`. */
export async function listProcessorMovements(
  reader: Reader,
  { after_seq, last_seq, limit }: { after_seq: number; last_seq: number; limit: number },
): Promise<Movement[]> {
  const rows = await reader
    .selectFrom("posting")
    .select((eb) => [
      "entry_seq",
      eb.fn.sum<number>("amount_minor").as("amount_minor"),
      eb.fn.min("currency").as("currency"),
    ])
    .where("account", "=", STRIPE_BALANCE)
    .where("entry_seq", ">", after_seq)
    .where("entry_seq", "<=", last_seq)
    .groupBy("entry_seq")
    .orderBy("entry_seq")
    .limit(limit)
    .execute();
  return rows.map(({ entry_seq, amount_minor, currency }) => ({
    seq: entry_seq,
    amount_minor: Number(amount_minor),
    currency,
  }));
}

function processorEntryRows(reader: Reader) {
  return reader
    .selectFrom("journal_entry")
    .select(["seq", "id", "kind", "ts", "charge_id", "refund_id", "balance_transaction_id"]);
}

type EntryRow = Omit<ProcessorEntry, "amount_minor" | "currency">;

/** Two questions instead of a join: neither database then chooses to walk through every posting of the account. */
async function withMovements(reader: Reader, rows: readonly EntryRow[]): Promise<ProcessorEntry[]> {
  if (rows.length === 0) return [];
  const postings = await reader
    .selectFrom("posting")
    .select(["entry_seq", "amount_minor", "currency"])
    .where("account", "=", STRIPE_BALANCE)
    .where(
      "entry_seq",
      "in",
      rows.map(({ seq }) => seq),
    )
    .execute();
  return rows.flatMap((row) => {
    const own = postings.filter(({ entry_seq }) => entry_seq === row.seq);
    const amount_minor = own.reduce((sum, each) => sum + each.amount_minor, 0);
    return own[0] ? [{ ...row, amount_minor, currency: own[0].currency }] : [];
  });
}
