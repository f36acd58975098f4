import { createHash } from "node:crypto";

type Inclusion = { hash: string; index: number; size: number; path: readonly string[] };

/**
 * The tree head that an inclusion path leads to, as hex; undefined where the path has the wrong length. Written from
 * RFC 9162, 2.1.3.2, beside the product's own code and without it, as an auditor would.
 */
export function climb({ hash, index, size, path }: Inclusion): string | undefined {
  let [position, last] = [index, size - 1];
  let head = sha256(Buffer.concat([Buffer.of(0), Buffer.from(hash, "hex")]));
  for (const sibling of path.map((step) => Buffer.from(step, "hex"))) {
    if (last === 0) return undefined;
    if (position % 2 === 1 || position === last) {
      head = nodeOf(sibling, head);
      while (position % 2 === 0 && position !== 0) [position, last] = [position >> 1, last >> 1];
    } else {
      head = nodeOf(head, sibling);
    }
    [position, last] = [position >> 1, last >> 1];
  }
  return last === 0 ? head.toString("hex") : undefined;
}

function nodeOf(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.concat([Buffer.of(1), left, right]));
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
