import type { AnchorTable } from "#db/schema/ledger";
import { canonicalJson } from "~/kernel/canonical-json";
import { shareOf } from "~/kernel/money";
import type { Reader } from "~/platform/database.server";
import { COMMISSION, FUND_EARNED } from "./account";
import { entryHash } from "./entry-hash.server";
import { type ExportedEntry, entryBody, GENESIS_HASH } from "./exported-entry";
import { postingsFault } from "./journal-entry";
import { getLedgerHead, listAnchors, listEntries } from "./ledger.queries.server";
import { MerkleTree } from "./merkle-tree.server";
import { isSignedBy } from "./signed-text.server";

export type ViolationRule =
  | "seq"
  | "prev"
  | "hash"
  | "time"
  | "balance"
  | "split"
  | "head"
  | "anchor"
  | "anchor-signature"
  | "anchor-key";

/** One broken promise: the entry (or anchor) it shows at, the rule, and words for a person. */
export type Violation = { seq: number; rule: ViolationRule; detail: string };

export type VerificationReport = { ok: boolean; count: number; head: string; violations: Violation[] };

export type VerificationOptions = {
  /** Anchors kept outside the database (a file, a printed notice): checked beside those inside. */
  outside_anchors?: readonly AnchorTable[];
  /** Public keys (base64url) that may sign anchors; without them a signature is checked against its own key. */
  trusted_keys?: readonly string[];
  /** Called after every batch. */
  onProgress?: (done_count: number, total_count: number) => void | Promise<void>;
};

const BATCH_COUNT = 1_000;
const VIOLATION_LIMIT = 1_000;

/** Recomputes the whole chain from the stored entries: numbering, hashes, balance, splits by their own policy, anchors. */
export async function verifyLedger(reader: Reader, options: VerificationOptions = {}): Promise<VerificationReport> {
  const head = await getLedgerHead(reader);
  const anchors = [...(await listAnchors(reader)), ...(options.outside_anchors ?? [])];
  const check = new ChainCheck(anchors, options.trusted_keys);
  await options.onProgress?.(0, head.seq);
  for (let seq = 1; seq <= head.seq; seq += BATCH_COUNT) {
    for (const entry of await listEntries(reader, seq, BATCH_COUNT)) check.add(entry);
    await options.onProgress?.(Math.min(seq + BATCH_COUNT - 1, head.seq), head.seq);
  }
  check.finish(head);
  return { ok: check.violations.length === 0, count: check.count, head: check.last_hash, violations: check.violations };
}

/** Walks entries in order and remembers what is wrong with them. */
class ChainCheck {
  readonly violations: Violation[] = [];
  count = 0;
  last_hash = GENESIS_HASH;
  #last_ts = "";
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
    if (entry.seq !== this.count) this.#report(entry.seq, "seq", `entry ${entry.seq} stands at place ${this.count}`);
    if (entry.prev !== this.last_hash) this.#report(entry.seq, "prev", "prev is not the hash of the entry before");
    if (hashOf(entry) !== entry.hash) this.#report(entry.seq, "hash", "the hash does not match the entry's content");
    if (entry.ts < this.#last_ts) this.#report(entry.seq, "time", "ts is earlier than the entry before");
    const postings = entry.postings.map(({ account, amount, currency }) => ({
      account,
      amount_minor: amount,
      currency,
    }));
    const fault = postingsFault(postings);
    if (fault) this.#report(entry.seq, "balance", fault);
    const split = splitFault(entry);
    if (split) this.#report(entry.seq, "split", split);
    this.last_hash = entry.hash;
    this.#last_ts = entry.ts;
    this.#tree.append(/^[0-9a-f]{64}$/.test(entry.hash) ? entry.hash : GENESIS_HASH);
    for (const anchor of this.#anchors.get(this.count) ?? []) this.#checkAnchor(anchor);
    this.#anchors.delete(this.count);
  }

  finish(head: { seq: number; hash: string }): void {
    if (this.count !== head.seq)
      this.#report(head.seq, "seq", `the head says ${head.seq} entries, there are ${this.count}`);
    if (this.last_hash !== head.hash) this.#report(head.seq, "head", "the head is not the hash of the last entry");
    for (const [seq] of this.#anchors)
      this.#report(seq, "anchor", `anchored entry ${seq} is missing: the tail was cut off`);
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

function hashOf(entry: ExportedEntry): string | undefined {
  try {
    return entryHash(entry.prev, entryBody(entry));
  } catch {
    return undefined;
  }
}

/** Replays the entry's own policy: commission and contribution are exactly the floor shares of what was split. */
function splitFault(entry: ExportedEntry): string | undefined {
  if (entry.kind !== "voucher_redeemed") return undefined;
  if (!entry.policy) return "a redemption names no policy";
  const gross = amountOn(entry, "liabilities:held:");
  const commission = -amountOn(entry, COMMISSION);
  const contribution = -amountOn(entry, FUND_EARNED);
  if (gross <= 0) return "a redemption releases no held money";
  if (commission !== shareOf(gross, entry.policy.commission_bps))
    return `commission ${commission} is not the policy's share`;
  if (contribution !== shareOf(gross, entry.policy.fund_bps))
    return `contribution ${contribution} is not the policy's share`;
  return undefined;
}

function amountOn(entry: ExportedEntry, account_prefix: string): number {
  return entry.postings
    .filter((posting) => posting.account.startsWith(account_prefix))
    .reduce((total, posting) => total + posting.amount, 0);
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
