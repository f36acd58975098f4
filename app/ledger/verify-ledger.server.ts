import type { AnchorTable } from "#db/schema/ledger";
import { canonicalJson } from "~/kernel/canonical-json";
import type { Reader } from "~/platform/database.server";
import { entryFaults } from "./entry-faults.server";
import { type ExportedEntry, GENESIS_HASH } from "./exported-entry";
import { countPostings, findSeqBeyondHead, getLedgerHead, listAnchors, listEntries } from "./ledger.queries.server";
import { MerkleTree } from "./merkle-tree.server";
import { isSignedBy } from "./signed-text.server";
import type { VerificationReport, Violation, ViolationRule } from "./verification";

export type VerificationOptions = {
  /** Anchors kept outside the database (a file, a printed notice): checked beside those inside. */
  outside_anchors?: readonly AnchorTable[];
  /** Public keys (base64url) that may sign anchors; without them a signature is checked against its own key. */
  trusted_keys?: readonly string[];
  /** Called after every batch. */
  onProgress?: (done_count: number, total_count: number) => void | Promise<void>;
};

/** Small enough that one batch keeps the process busy for a few milliseconds only. */
const BATCH_COUNT = 250;
const VIOLATION_LIMIT = 1_000;

/**
 * Recomputes the whole chain from the stored entries: numbering, hashes, balance, splits by their own policy, anchors.
 * Entries posted while it runs wait for the next verification.
 */
export async function verifyLedger(reader: Reader, options: VerificationOptions = {}): Promise<VerificationReport> {
  // anchors before the head: one that is stored meanwhile would speak of entries that are not looked at
  const anchors = [...(await listAnchors(reader)), ...(options.outside_anchors ?? [])];
  const head = await getLedgerHead(reader);
  const check = new ChainCheck(anchors, options.trusted_keys);
  await options.onProgress?.(0, head.seq);
  for (let seq = 1; seq <= head.seq; seq += BATCH_COUNT) {
    const batch_count = Math.min(BATCH_COUNT, head.seq - seq + 1);
    for (const entry of await listEntries(reader, seq, batch_count)) check.add(entry);
    await options.onProgress?.(seq + batch_count - 1, head.seq);
  }
  check.finish(head);
  check.checkPostings(await countPostings(reader, head.seq), await findSeqBeyondHead(reader));
  return { ok: check.violations.length === 0, count: check.count, head: check.last_hash, violations: check.violations };
}

/** Walks entries in order and remembers what is wrong with them. */
class ChainCheck {
  readonly violations: Violation[] = [];
  count = 0;
  last_hash = GENESIS_HASH;
  #last_seq = 0;
  #last_ts = "";
  #posting_count = 0;
  readonly #tree = new MerkleTree();
  readonly #anchors: Map<number, AnchorTable[]>;
  readonly #trusted_keys: readonly string[] | undefined;

  constructor(anchors: readonly AnchorTable[], trusted_keys: readonly string[] | undefined) {
    this.#trusted_keys = trusted_keys;
    this.#anchors = new Map();
    for (const anchor of anchors) this.#anchors.set(anchor.seq, [...(this.#anchors.get(anchor.seq) ?? []), anchor]);
  }

  add(entry: ExportedEntry): void {
    this.count += 1;
    const missing = missingBetween(this.#last_seq, entry.seq);
    if (missing) this.#report(this.#last_seq + 1, "seq", missing);
    if (entry.prev !== this.last_hash) this.#report(entry.seq, "prev", "prev is not the hash of the entry before");
    if (entry.ts < this.#last_ts) this.#report(entry.seq, "time", "ts is earlier than the entry before");
    for (const { rule, detail } of entryFaults(entry)) this.#report(entry.seq, rule, detail);
    this.last_hash = entry.hash;
    this.#last_seq = entry.seq;
    this.#last_ts = entry.ts;
    this.#posting_count += entry.postings.length;
    this.#tree.append(/^[0-9a-f]{64}$/.test(entry.hash) ? entry.hash : GENESIS_HASH);
    for (const anchor of this.#anchors.get(entry.seq) ?? []) this.#checkAnchor(anchor);
    this.#anchors.delete(entry.seq);
  }

  finish(head: { seq: number; hash: string }): void {
    const missing = missingBetween(this.#last_seq, head.seq + 1);
    if (missing) this.#report(this.#last_seq + 1, "seq", missing);
    if (this.last_hash !== head.hash) this.#report(head.seq, "head", "the head is not the hash of the last entry");
    for (const [seq] of this.#anchors) this.#report(seq, "anchor", `anchored entry ${seq} is missing`);
  }

  /** A line without an entry is in no hash, but it is in every balance. */
  checkPostings(stored_count: number, beyond_head: number | undefined): void {
    if (stored_count !== this.#posting_count) {
      const detail = `${stored_count} postings are stored, ${this.#posting_count} belong to entries`;
      this.#report(this.#last_seq, "posting", detail);
    }
    if (beyond_head !== undefined) this.#report(beyond_head, "posting", "postings or an entry lie beyond the head");
  }

  #checkAnchor(anchor: AnchorTable): void {
    if (anchor.hash !== this.last_hash)
      this.#report(anchor.seq, "anchor", "the anchored hash differs from the journal's");
    if (anchor.root !== this.#tree.root()) this.#report(anchor.seq, "anchor", "the anchored tree head differs");
    if (!isSignedBy(anchor, anchor.key))
      this.#report(anchor.seq, "anchor-signature", "the anchor's signature is not valid");
    if (this.#trusted_keys && !this.#trusted_keys.includes(anchor.key)) {
      this.#report(anchor.seq, "anchor-key", "the anchor was signed with an unknown key");
    }
  }

  #report(seq: number, rule: ViolationRule, detail: string): void {
    if (this.violations.length < VIOLATION_LIMIT) this.violations.push({ seq, rule, detail });
  }
}

function missingBetween(last_seq: number, next_seq: number): string | undefined {
  const missing_count = next_seq - last_seq - 1;
  if (missing_count === 0) return undefined;
  return missing_count === 1
    ? `entry ${last_seq + 1} is missing`
    : `entries ${last_seq + 1} to ${next_seq - 1} are missing`;
}

/** Reads anchors from the lines of a published file; gives undefined when a line is none. */
export function parseAnchors(text: string): AnchorTable[] | undefined {
  const anchors: AnchorTable[] = [];
  for (const line of text.split("\n").filter(Boolean)) {
    try {
      const { seq, hash, root, ts, key, sig } = JSON.parse(line) as AnchorTable;
      canonicalJson({ seq, hash, root, ts, key, sig });
      anchors.push({ seq, hash, root, ts, key, sig });
    } catch {
      return undefined;
    }
  }
  return anchors;
}
