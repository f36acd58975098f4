import type { AnchorTable, JournalEntryTable, PostingTable } from "#db/schema/ledger";
import { assert } from "~/kernel/assert";
import type { Reader } from "~/platform/database.server";
import type { ExportedEntry } from "./exported-entry";
import type { PolicyTerms } from "./journal-entry";

/** Entries seq `from` … `from + limit - 1`, in order, as auditors receive them. */
export async function listEntries(reader: Reader, from_seq: number, limit: number): Promise<ExportedEntry[]> {
  const rows = await reader
    .selectFrom("journal_entry")
    .selectAll()
    .where("seq", ">=", from_seq)
    .where("seq", "<", from_seq + limit)
    .orderBy("seq")
    .execute();
  return withPostings(reader, rows);
}

/** Attaches postings to journal rows, keeping their order. */
export async function withPostings(reader: Reader, rows: readonly JournalEntryTable[]): Promise<ExportedEntry[]> {
  if (rows.length === 0) return [];
  const postings = await reader
    .selectFrom("posting")
    .selectAll()
    .where(
      "entry_seq",
      "in",
      rows.map((row) => row.seq),
    )
    .orderBy("entry_seq")
    .orderBy("line")
    .execute();
  const by_seq = groupBySeq(postings);
  return rows.map((row) => exportedEntry(row, by_seq.get(row.seq) ?? []));
}

function groupBySeq(postings: readonly PostingTable[]): Map<number, PostingTable[]> {
  const groups = new Map<number, PostingTable[]>();
  for (const posting of postings) {
    const group = groups.get(posting.entry_seq);
    if (group) group.push(posting);
    else groups.set(posting.entry_seq, [posting]);
  }
  return groups;
}

function exportedEntry(row: JournalEntryTable, postings: readonly PostingTable[]): ExportedEntry {
  return {
    type: "entry",
    seq: row.seq,
    id: row.id,
    ts: row.ts,
    booked_on: row.booked_on,
    effective_at: row.effective_at,
    kind: row.kind,
    idem: row.idem,
    booking: row.booking_id,
    stripe: {
      charge: row.charge_id,
      refund: row.refund_id,
      transfer: row.transfer_id,
      dispute: row.dispute_id,
      balance_transaction: row.balance_transaction_id,
    },
    postings: postings.map(({ account, amount_minor, currency }) => ({ account, amount: amount_minor, currency })),
    ...(row.voucher_id !== null && { voucher: row.voucher_id }),
    ...(row.merchant_id !== null && { merchant: row.merchant_id }),
    ...(row.policy_json !== null && { policy: policyOf(row.policy_json) }),
    ...(row.reverses !== null && { reverses: row.reverses }),
    ...(row.actor !== null && { actor: row.actor }),
    ...(row.memo !== null && { memo: row.memo }),
    prev: row.prev,
    hash: row.hash,
  };
}

/** Text that is no JSON was never written by us: it is handed on as it is, and the entry's hash tells. */
function policyOf(policy_json: string): PolicyTerms {
  try {
    return JSON.parse(policy_json) as PolicyTerms;
  } catch {
    return policy_json as unknown as PolicyTerms;
  }
}

export async function getLedgerHead(reader: Reader): Promise<{ seq: number; hash: string; ts: string }> {
  return reader.selectFrom("ledger_head").select(["seq", "hash", "ts"]).where("id", "=", 1).executeTakeFirstOrThrow();
}

export async function findEntryById(reader: Reader, id: string): Promise<ExportedEntry | undefined> {
  const rows = await reader.selectFrom("journal_entry").selectAll().where("id", "=", id).execute();
  return (await withPostings(reader, rows))[0];
}

export async function findEntryByIdem(reader: Reader, idem: string): Promise<ExportedEntry | undefined> {
  const rows = await reader.selectFrom("journal_entry").selectAll().where("idem", "=", idem).execute();
  return (await withPostings(reader, rows))[0];
}

export async function findEntryBySeq(reader: Reader, seq: number): Promise<ExportedEntry | undefined> {
  return (await listEntries(reader, seq, 1))[0];
}

/** Entries that name a voucher, in order: its redemption, and whatever happened to it afterwards. */
export async function listEntriesOfVoucher(reader: Reader, voucher_id: string): Promise<ExportedEntry[]> {
  const rows = await reader
    .selectFrom("journal_entry")
    .selectAll()
    .where("voucher_id", "=", voucher_id)
    .orderBy("seq")
    .execute();
  return withPostings(reader, rows);
}

/** What kinds of entries speak of a charge of the processor. */
export async function listKindsOfCharge(reader: Reader, charge_id: string): Promise<string[]> {
  const rows = await reader.selectFrom("journal_entry").select("kind").where("charge_id", "=", charge_id).execute();
  return rows.map(({ kind }) => kind);
}

/** Entries that mirror the entry `id`. */
export async function listReversals(reader: Reader, id: string): Promise<{ id: string; seq: number }[]> {
  return reader.selectFrom("journal_entry").select(["id", "seq"]).where("reverses", "=", id).orderBy("seq").execute();
}

/** Debits minus credits of one account, in minor units. */
export async function getAccountBalance(reader: Reader, account: string): Promise<number> {
  const row = await reader
    .selectFrom("posting")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("amount_minor"), eb.lit(0)).as("balance_minor"))
    .where("account", "=", account)
    .executeTakeFirstOrThrow();
  return Number(row.balance_minor);
}

export async function listAnchors(reader: Reader): Promise<AnchorTable[]> {
  return reader.selectFrom("anchor").selectAll().orderBy("seq").execute();
}

export async function findAnchorAt(reader: Reader, seq: number): Promise<AnchorTable | undefined> {
  return reader.selectFrom("anchor").selectAll().where("seq", "=", seq).executeTakeFirst();
}

/** The first anchor that covers entry `seq`. */
export async function findAnchorCovering(reader: Reader, seq: number): Promise<AnchorTable | undefined> {
  return reader.selectFrom("anchor").selectAll().where("seq", ">=", seq).orderBy("seq").limit(1).executeTakeFirst();
}

export async function findNewestAnchor(reader: Reader): Promise<AnchorTable | undefined> {
  return reader.selectFrom("anchor").selectAll().orderBy("seq", "desc").limit(1).executeTakeFirst();
}

/** Hashes of entries 1 … `size`, in order: the leaves of the tree whose head an anchor signs. */
export async function listEntryHashes(reader: Reader, size: number): Promise<string[]> {
  const rows = await reader
    .selectFrom("journal_entry")
    .select("hash")
    .where("seq", "<=", size)
    .orderBy("seq")
    .execute();
  assert(rows.length === size, "the journal has no gaps");
  return rows.map((row) => row.hash);
}

/** How many postings are stored for entries 1 … `last_seq`, whether the entries exist or not. */
export async function countPostings(reader: Reader, last_seq: number): Promise<number> {
  const { count } = await reader
    .selectFrom("posting")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("entry_seq", "<=", last_seq)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The last number beyond the head that an entry or a posting carries; one statement, so no posting comes between. */
export async function findSeqBeyondHead(reader: Reader): Promise<number | undefined> {
  const last = await reader
    .selectFrom("ledger_head")
    .select((eb) => [
      "ledger_head.seq",
      eb
        .selectFrom("journal_entry")
        .select((entry) => entry.fn.max("journal_entry.seq").as("seq"))
        .as("entry_seq"),
      eb
        .selectFrom("posting")
        .select((posting) => posting.fn.max("posting.entry_seq").as("seq"))
        .as("posting_seq"),
    ])
    .where("id", "=", 1)
    .executeTakeFirstOrThrow();
  const last_seq = Math.max(last.entry_seq ?? 0, last.posting_seq ?? 0);
  return last_seq > last.seq ? last_seq : undefined;
}

export async function listVerificationRuns(reader: Reader, limit: number) {
  return reader
    .selectFrom("verification_run")
    .selectAll()
    .orderBy("started_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** The run that is under way, if one is. */
export async function findRunningVerification(reader: Reader) {
  return reader
    .selectFrom("verification_run")
    .selectAll()
    .where("state", "=", "running")
    .orderBy("started_at")
    .executeTakeFirst();
}

/** The newest run that has ended, well or badly. */
export async function findLastVerification(reader: Reader) {
  return reader
    .selectFrom("verification_run")
    .selectAll()
    .where("state", "<>", "running")
    .orderBy("started_at", "desc")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}

export async function findVerificationRun(reader: Reader, id: string) {
  return reader.selectFrom("verification_run").selectAll().where("id", "=", id).executeTakeFirst();
}
