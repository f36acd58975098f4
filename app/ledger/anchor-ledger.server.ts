import type { KeyObject } from "node:crypto";
import type { AnchorTable } from "#db/schema/ledger";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";
import { findAnchorAt, getLedgerHead, listEntryHashes } from "./ledger.queries.server";
import { insertAnchor } from "./ledger.store.server";
import { MerkleTree } from "./merkle-tree.server";
import { signObject } from "./signed-text.server";

/** Signs the present head of the journal and keeps the anchor; an unchanged head gives back the anchor it has. */
export async function anchorLedger(
  db: Database,
  signing_key: KeyObject,
  now: Instant,
): Promise<Result<AnchorTable, "journal-empty">> {
  const head = await getLedgerHead(db.read);
  if (head.seq === 0) return failure("journal-empty");
  const tree = new MerkleTree();
  for (const hash of await listEntryHashes(db.read, head.seq)) tree.append(hash);
  const anchor = signObject({ seq: head.seq, hash: head.hash, root: tree.root(), ts: now }, signing_key);
  return inTransaction(db, async (trx) => {
    await insertAnchor(trx, anchor);
    return ok((await findAnchorAt(trx, anchor.seq)) ?? anchor);
  });
}
