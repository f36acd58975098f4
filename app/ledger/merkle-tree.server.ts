import { createHash } from "node:crypto";
import { assert } from "~/kernel/assert";

/**
 * RFC 9162 Merkle tree over entry hashes, grown one leaf at a time. Keeps only the roots of the perfect subtrees
 * (one for each 1-bit of the size), so the head over a million entries needs twenty hashes in memory.
 */
export class MerkleTree {
  #subtrees: Buffer[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds the entry whose hash is `entry_hash` (64 hex digits). */
  append(entry_hash: string): void {
    let node = leafHash(entry_hash);
    // counting on by one carries through the 1-bits at the end: each is a subtree as large as what has grown so far
    for (let carry = this.#size; carry % 2 === 1; carry = Math.floor(carry / 2)) {
      const left = this.#subtrees.pop();
      assert(left, "there is a subtree for each 1-bit");
      node = nodeHash(left, node);
    }
    this.#subtrees.push(node);
    this.#size += 1;
  }

  /** Tree head as 64 hex digits. */
  root(): string {
    assert(this.#size > 0, "an empty journal has no head");
    return this.#subtrees.reduceRight((right, left) => nodeHash(left, right)).toString("hex");
  }
}

/** Sibling hashes (hex) from leaf `index` up to the head over `entry_hashes`. Source: RFC 9162, 2.1.3.1. */
export function inclusionPath(entry_hashes: readonly string[], index: number): string[] {
  assert(index >= 0 && index < entry_hashes.length, "the leaf is in the tree");
  return pathOf(entry_hashes, index).map((hash) => hash.toString("hex"));
}

function pathOf(hashes: readonly string[], index: number): Buffer[] {
  if (hashes.length === 1) return [];
  const split = largestPowerOfTwoBelow(hashes.length);
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)];
  if (index < split) return [...pathOf(left, index), headOf(right)];
  return [...pathOf(right, index - split), headOf(left)];
}

function headOf(hashes: readonly string[]): Buffer {
  const tree = new MerkleTree();
  for (const hash of hashes) tree.append(hash);
  return Buffer.from(tree.root(), "hex");
}

function largestPowerOfTwoBelow(count: number): number {
  return 2 ** (Math.ceil(Math.log2(count)) - 1);
}

function leafHash(entry_hash: string): Buffer {
  return createHash("sha256").update(Buffer.of(0)).update(Buffer.from(entry_hash, "hex")).digest();
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash("sha256").update(Buffer.of(1)).update(left).update(right).digest();
}
