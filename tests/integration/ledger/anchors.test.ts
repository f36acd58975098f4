import { createHash, createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { AnchorTable } from "#db/schema/ledger";
import { KEYS } from "#tests/support/a-stripe";
import { NOW } from "#tests/support/builders";
import { climb } from "#tests/support/climb-path";
import { aDatabase } from "#tests/support/test-database";
import { addMs, HOUR_MS } from "~/kernel/instant";
import { failure } from "~/kernel/result";
import { anchorLedger } from "~/ledger/anchor-ledger.server";
import { findAnchorCovering, listAnchors } from "~/ledger/ledger.queries.server";
import { inclusionPath } from "~/ledger/merkle-tree.server";
import { isSignedBy, keyFingerprint, publicKeyText, signObject } from "~/ledger/signed-text.server";
import { parseAnchors } from "~/ledger/verify-ledger.server";
import type { Database } from "~/platform/database.server";
import { aJournal, contractCanonical, paymentOf, post } from "./journal-fixture";

describe("an anchor", () => {
  test("signs the head and the tree of all entries, checked without the product's code", async () => {
    const db = await aDatabase();
    const entries = await aJournal(db, 3);
    const anchor = await anchored(db);
    const hashes = entries.map(({ hash }) => hash);
    expect(anchor).toMatchObject({ seq: 6, hash: hashes[5], ts: NOW });
    for (const [index, hash] of hashes.entries()) {
      expect(climb({ hash, index, size: 6, path: inclusionPath(hashes, index) })).toBe(anchor.root);
    }
    const { sig, ...signed } = anchor;
    const jwk = { kty: "OKP", crv: "Ed25519", x: anchor.key };
    const key = createPublicKey({ key: jwk, format: "jwk" });
    expect(verify(null, Buffer.from(contractCanonical(signed)), key, Buffer.from(sig, "base64url"))).toBe(true);
  });

  test("of an unchanged journal is the one there is", async () => {
    const db = await aDatabase();
    await aJournal(db, 1);
    const first = await anchored(db);
    const second = await anchorLedger(db, KEYS.signing_key, addMs(NOW, HOUR_MS));
    expect(second).toEqual({ ok: true, value: first });
    expect(await listAnchors(db.read)).toEqual([first]);
  });

  test("of an empty journal does not exist", async () => {
    const db = await aDatabase();
    expect(await anchorLedger(db, KEYS.signing_key, NOW)).toEqual(failure("journal-empty"));
    expect(await listAnchors(db.read)).toEqual([]);
  });

  test("covers what came before it, and nothing later", async () => {
    const db = await aDatabase();
    await aJournal(db, 1);
    const first = await anchored(db);
    await post(db, paymentOf("later"));
    expect(await findAnchorCovering(db.read, 1)).toEqual(first);
    expect(await findAnchorCovering(db.read, 2)).toEqual(first);
    expect(await findAnchorCovering(db.read, 3)).toBeUndefined();
  });
});

describe("a file of anchors", () => {
  test("is read line by line", async () => {
    const db = await aDatabase();
    await aJournal(db, 1);
    const anchor = await anchored(db);
    expect(parseAnchors(`${JSON.stringify(anchor)}\n${JSON.stringify(anchor)}\n`)).toEqual([anchor, anchor]);
    expect(parseAnchors("")).toEqual([]);
  });

  test("with a line that is no anchor is no file of anchors", () => {
    expect(parseAnchors('{"seq":1}\n')).toBeUndefined();
    expect(parseAnchors("not json\n")).toBeUndefined();
  });
});

describe("a signature", () => {
  test("is valid for its own key and its own words only", () => {
    const signed = signObject({ format: "test/1", amount: 3_680 }, KEYS.signing_key);
    expect(isSignedBy(signed, signed.key)).toBe(true);
    expect(isSignedBy({ ...signed, amount: 3_681 }, signed.key)).toBe(false);
    expect(isSignedBy(signed, Buffer.alloc(32, 7).toString("base64url"))).toBe(false);
    expect(isSignedBy({ ...signed, sig: "" }, signed.key)).toBe(false);
  });

  test("has a fingerprint of its key that anybody can recompute", () => {
    const key = publicKeyText(KEYS.signing_key);
    const raw = Buffer.from(key, "base64url");
    expect(raw).toHaveLength(32);
    expect(keyFingerprint(key)).toBe(createHash("sha256").update(raw).digest("hex"));
  });
});

async function anchored(db: Database): Promise<AnchorTable> {
  const made = await anchorLedger(db, KEYS.signing_key, NOW);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}
