import { engineOf } from "#db/engine";
import type { AnchorTable, VerificationRunTable } from "#db/schema/ledger";
import { assert } from "~/kernel/assert";
import type { Trx } from "~/platform/database.server";
import type { ExportedEntry } from "./exported-entry";

/** The head of the chain, locked until commit where the database has row locks. */
export async function lockHead(trx: Trx): Promise<{ seq: number; hash: string; ts: string }> {
  return trx
    .selectFrom("ledger_head")
    .select(["seq", "hash", "ts"])
    .where("id", "=", 1)
    .$if(engineOf(trx) === "postgres", (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
}

/** Writes an entry and moves the head. Postings first: the entry's own insert checks that they balance. */
export async function insertEntry(trx: Trx, entry: ExportedEntry): Promise<void> {
  await trx
    .insertInto("posting")
    .values(
      entry.postings.map((posting, line) => ({
        entry_seq: entry.seq,
        line,
        account: posting.account,
        amount_minor: posting.amount,
        currency: posting.currency,
      })),
    )
    .execute();
  await trx.insertInto("journal_entry").values(entryRow(entry)).execute();
  const moved = await trx
    .updateTable("ledger_head")
    .set({ seq: entry.seq, hash: entry.hash, ts: entry.ts })
    .where("id", "=", 1)
    .where("seq", "=", entry.seq - 1)
    .executeTakeFirst();
  assert(moved.numUpdatedRows === 1n, "the head moves by one entry");
}

function entryRow(entry: ExportedEntry) {
  return {
    seq: entry.seq,
    id: entry.id,
    ts: entry.ts,
    booked_on: entry.booked_on,
    effective_at: entry.effective_at,
    kind: entry.kind,
    idem: entry.idem,
    booking_id: entry.booking,
    voucher_id: entry.voucher ?? null,
    merchant_id: entry.merchant ?? null,
    charge_id: entry.stripe.charge,
    refund_id: entry.stripe.refund,
    transfer_id: entry.stripe.transfer,
    dispute_id: entry.stripe.dispute,
    balance_transaction_id: entry.stripe.balance_transaction,
    policy_json: entry.policy ? JSON.stringify(entry.policy) : null,
    reverses: entry.reverses ?? null,
    actor: entry.actor ?? null,
    memo: entry.memo ?? null,
    prev: entry.prev,
    hash: entry.hash,
  };
}

export async function insertAnchor(trx: Trx, anchor: AnchorTable): Promise<void> {
  await trx
    .insertInto("anchor")
    .values(anchor)
    .onConflict((conflict) => conflict.column("seq").doNothing())
    .execute();
}

export async function insertVerificationRun(trx: Trx, run: VerificationRunTable): Promise<void> {
  await trx.insertInto("verification_run").values(run).execute();
}

export async function updateVerificationRun(
  trx: Trx,
  id: string,
  change: Partial<Omit<VerificationRunTable, "id">>,
): Promise<void> {
  await trx.updateTable("verification_run").set(change).where("id", "=", id).execute();
}

/** Runs that gave no sign of life since `seen_before` have failed. */
export async function failRunsUnseenSince(trx: Trx, seen_before: string, finished_at: string): Promise<void> {
  await trx
    .updateTable("verification_run")
    .set({ state: "failed", finished_at })
    .where("state", "=", "running")
    .where((eb) => eb.or([eb("seen_at", "is", null), eb("seen_at", "<=", seen_before)]))
    .execute();
}
