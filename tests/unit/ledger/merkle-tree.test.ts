import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { climb } from "#tests/support/climb-path";
import { inclusionPath, MerkleTree } from "~/ledger/merkle-tree.server";

const HASHES = fc.array(
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("hex")),
  { minLength: 1, maxLength: 70 },
);

/** The leaves and heads that implementations of Certificate Transparency are tested with (RFC 6962, now RFC 9162). */
const KNOWN_LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const KNOWN_HEADS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

describe("the tree head", () => {
  test.each([...KNOWN_HEADS.entries()])("over the known leaves up to %i is the known one", (last, head) => {
    expect(treeOver(KNOWN_LEAVES.slice(0, last + 1)).root()).toBe(head);
  });

  test("is what the definition says, for every size", () => {
    fc.assert(
      fc.property(HASHES, (hashes) => {
        expect(treeOver(hashes).root()).toBe(headByDefinition(hashes).toString("hex"));
      }),
    );
  });

  test("can be asked for between leaves", () => {
    const tree = new MerkleTree();
    plainLeaves(33).forEach((hash, index, hashes) => {
      tree.append(hash);
      expect(tree.size).toBe(index + 1);
      expect(tree.root()).toBe(headByDefinition(hashes.slice(0, index + 1)).toString("hex"));
    });
  });

  test("of an empty journal does not exist", () => {
    expect(() => new MerkleTree().root()).toThrow("an empty journal has no head");
  });
});

describe("the path of an entry", () => {
  test("leads to the head, from every leaf of every tree", () => {
    fc.assert(
      fc.property(HASHES, fc.nat(), (hashes, number) => {
        const index = number % hashes.length;
        const path = inclusionPath(hashes, index);
        expect(climb({ hash: hashes[index] ?? "", index, size: hashes.length, path })).toBe(treeOver(hashes).root());
      }),
    );
  });

  test("leads elsewhere for another entry, another place or a changed sibling", () => {
    const hashes = plainLeaves(13);
    const root = treeOver(hashes).root();
    const path = inclusionPath(hashes, 5);
    const proof = { hash: hashes[5] ?? "", index: 5, size: 13, path };
    expect(climb(proof)).toBe(root);
    expect(climb({ ...proof, hash: hashes[6] ?? "" })).not.toBe(root);
    expect(climb({ ...proof, index: 6 })).not.toBe(root);
    expect(climb({ ...proof, path: [...path.slice(0, -1), "00".repeat(32)] })).not.toBe(root);
    expect(climb({ ...proof, path: path.slice(1) })).toBeUndefined();
  });

  test("is asked for within the tree only", () => {
    expect(() => inclusionPath(plainLeaves(3), 3)).toThrow("in the tree");
    expect(() => inclusionPath(plainLeaves(3), -1)).toThrow("in the tree");
    expect(inclusionPath(plainLeaves(1), 0)).toEqual([]);
  });
});

function plainLeaves(count: number): string[] {
  return Array.from({ length: count }, (_, index) => Buffer.alloc(32, index).toString("hex"));
}

function treeOver(hashes: readonly string[]): MerkleTree {
  const tree = new MerkleTree();
  for (const hash of hashes) tree.append(hash);
  return tree;
}

/** RFC 9162, 2.1.1, word for word: slow, and beyond doubt. */
function headByDefinition(hashes: readonly string[]): Buffer {
  if (hashes.length === 1) {
    return createHash("sha256")
      .update(Buffer.concat([Buffer.of(0), Buffer.from(hashes[0] ?? "", "hex")]))
      .digest();
  }
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  const [left, right] = [headByDefinition(hashes.slice(0, split)), headByDefinition(hashes.slice(split))];
  return createHash("sha256")
    .update(Buffer.concat([Buffer.of(1), left, right]))
    .digest();
}
