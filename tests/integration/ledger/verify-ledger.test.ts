import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { NOW } from "#tests/support/builders";
import { tamper } from "#tests/support/tamper";
import { aDatabase, aDatabaseWithOpenBooks } from "#tests/support/test-database";
import { anchorLedger } from "~/ledger/anchor-ledger.server";
import { getLedgerHead, listAnchors } from "~/ledger/ledger.queries.server";
import { publicKeyText, signObject } from "~/ledger/signed-text.server";
import { verifyLedger } from "~/ledger/verify-ledger.server";
import type { Database } from "~/platform/database.server";
import { aJournal, paymentOf, post, redemptionOf, rulesOf } from "./journal-fixture";

const TRUSTED = { trusted_keys: [publicKeyText(KEYS.signing_key)] };

describe("a journal nobody touched", () => {
  test("is sound, with its anchors, and so is an empty one", async () => {
    const db = await aDatabase();
    expect(await verifyLedger(db.read, TRUSTED)).toMatchObject({ ok: true, count: 0 });
    await aJournal(db, 4);
    await anchorLedger(db, KEYS.signing_key, NOW);
    const { hash } = await getLedgerHead(db.read);
    expect(await verifyLedger(db.read, TRUSTED)).toEqual({ ok: true, count: 8, head: hash, violations: [] });
  });

  test("is sound while entries are posted and anchored during the verification", async () => {
    const db = await aDatabase();
    await aJournal(db, 2);
    let posted_count = 0;
    const report = await verifyLedger(db.read, {
      async onProgress() {
        posted_count += 1;
        await post(db, paymentOf(`during-${posted_count}`));
        await anchorLedger(db, KEYS.signing_key, NOW);
      },
    });
    expect(posted_count).toBeGreaterThan(1);
    expect(report).toMatchObject({ ok: true, count: 4 });
  });
});

describe("an altered entry is found", () => {
  test.each([
    [
      "one amount",
      ["update posting set amount_minor = 3681 where entry_seq = 3 and line = 0"],
      ["3 hash", "3 balance"],
    ],
    [
      "two amounts that still balance",
      ["update posting set amount_minor = amount_minor * 2 where entry_seq = 3"],
      ["3 hash"],
    ],
    ["its memo", ["update journal_entry set memo = 'gift' where seq = 3"], ["3 hash"]],
    ["its date", ["update journal_entry set booked_on = '2026-09-01' where seq = 3"], ["3 hash"]],
    [
      "the account of a line",
      ["update posting set account = 'assets:bank:fund' where entry_seq = 3 and line = 0"],
      ["3 hash"],
    ],
    ["its rates", [setPolicy(4, "350", "340")], ["4 hash", "4 split"]],
    ["its rates into no rates", ["update journal_entry set policy_json = 'oops' where seq = 4"], ["4 hash", "4 split"]],
    [
      "an amount into no amount",
      ["update posting set amount_minor = 0.5 where entry_seq = 4 and line = 3"],
      ["4 hash", "4 balance", "4 split"],
    ],
    ["its hash", [`update journal_entry set hash = '${"a".repeat(64)}' where seq = 3`], ["3 hash", "4 prev"]],
    ["its time", ["update journal_entry set ts = '2020-01-01T00:00:00.000Z' where seq = 3"], ["3 time", "3 hash"]],
  ])("%s", async (_what, statements, rules) => {
    const db = await aTamperedJournal(...statements);
    expect(rulesOf(await verifyLedger(db.read)).sort()).toEqual([...rules].sort());
  });
});

describe("a changed order is found", () => {
  test("an entry that was removed with its lines", async () => {
    const db = await aTamperedJournal(
      "delete from posting where entry_seq = 3",
      "delete from journal_entry where seq = 3",
    );
    const report = await verifyLedger(db.read);
    expect(rulesOf(report)).toEqual(["3 seq", "4 prev"]);
    expect(report.violations[0]?.detail).toBe("entry 3 is missing");
  });

  test("an entry that was removed without its lines", async () => {
    const db = await aTamperedJournal("delete from journal_entry where seq = 3");
    expect(rulesOf(await verifyLedger(db.read))).toEqual(["3 seq", "4 prev", "8 posting"]);
  });

  test("two entries that changed places", async () => {
    const db = await aTamperedJournal(...swap("journal_entry", "seq"), ...swap("posting", "entry_seq"));
    expect(rulesOf(await verifyLedger(db.read))).toEqual(
      expect.arrayContaining(["3 prev", "3 hash", "5 prev", "5 hash", "4 prev", "6 prev"]),
    );
  });

  test("lines that belong to no entry", async () => {
    const db = await aTamperedJournal(
      "insert into posting values (99, 0, 'assets:bank:fund', 500, 'cny')",
      "insert into posting values (99, 1, 'liabilities:fund:banked', -500, 'cny')",
    );
    expect(rulesOf(await verifyLedger(db.read))).toEqual(["99 posting"]);
  });

  test("a head that is not the last entry's", async () => {
    const db = await aTamperedJournal(`update ledger_head set hash = '${"b".repeat(64)}'`);
    expect(rulesOf(await verifyLedger(db.read))).toEqual(["8 head"]);
  });
});

describe("an anchor finds", () => {
  const CUT = [
    "delete from posting where entry_seq > 6",
    "delete from journal_entry where seq > 6",
    "update ledger_head set seq = 6, hash = (select hash from journal_entry where seq = 6)",
  ];

  test("a tail that was cut off, which nothing else can find", async () => {
    const unanchored = await aTamperedJournal(...CUT);
    expect(await verifyLedger(unanchored.read)).toMatchObject({ ok: true, count: 6 });
    const db = await anAnchoredJournal();
    await tamper(db, ...CUT);
    expect(rulesOf(await verifyLedger(db.read))).toEqual(["8 anchor"]);
  });

  test("a cut tail also where the anchor went with it, if somebody kept a copy", async () => {
    const db = await anAnchoredJournal();
    const kept = await listAnchors(db.read);
    await tamper(db, ...CUT, "delete from anchor");
    expect(await verifyLedger(db.read)).toMatchObject({ ok: true });
    expect(rulesOf(await verifyLedger(db.read, { outside_anchors: kept }))).toEqual(["8 anchor"]);
  });

  test("a whole journal written anew", async () => {
    const kept = await listAnchors((await anAnchoredJournal()).read);
    const other = await aDatabase();
    for (let number = 1; number <= 8; number += 1) await post(other, paymentOf(`other-${number}`));
    expect(rulesOf(await verifyLedger(other.read, { outside_anchors: kept }))).toEqual(["8 anchor", "8 anchor"]);
  });
});

describe("a forged anchor is found", () => {
  test("one whose tree head was changed", async () => {
    const db = await anAnchoredJournal();
    await tamper(db, `update anchor set root = '${"c".repeat(64)}'`);
    expect(rulesOf(await verifyLedger(db.read, TRUSTED))).toEqual(["8 anchor", "8 anchor-signature"]);
  });

  test("one that somebody signed with a key of their own", async () => {
    const db = await anAnchoredJournal();
    const { privateKey } = generateKeyPairSync("ed25519");
    const [anchor] = await listAnchors(db.read);
    const { seq = 0, hash = "", root = "", ts = "" } = anchor ?? {};
    const { key, sig } = signObject({ seq, hash, root, ts }, privateKey);
    await tamper(db, `update anchor set key = '${key}', sig = '${sig}'`);
    expect(rulesOf(await verifyLedger(db.read))).toEqual([]);
    expect(rulesOf(await verifyLedger(db.read, TRUSTED))).toEqual(["8 anchor-key"]);
  });

  test("one whose key or signature is no key and no signature", async () => {
    const db = await anAnchoredJournal();
    await tamper(db, "update anchor set key = 'short', sig = ''");
    expect(rulesOf(await verifyLedger(db.read, TRUSTED))).toEqual(["8 anchor-signature", "8 anchor-key"]);
  });
});

test("a split that balances but is not the policy's is found", async () => {
  const db = await aDatabaseWithOpenBooks();
  await post(db, paymentOf("b1"));
  const redemption = redemptionOf("b1");
  const postings = redemption.postings.map((posting) => {
    if (posting.account === "liabilities:fund:earned") return { ...posting, amount_minor: posting.amount_minor + 1 };
    if (posting.account === "liabilities:merchant:teahouse")
      return { ...posting, amount_minor: posting.amount_minor - 1 };
    return posting;
  });
  await post(db, { ...redemption, postings });
  const report = await verifyLedger(db.read);
  expect(rulesOf(report)).toEqual(["2 split"]);
  expect(report.violations[0]?.detail).toBe("127 on liabilities:fund:earned is not the policy's share of 3680");
});

async function aTamperedJournal(...statements: readonly string[]): Promise<Database> {
  const db = await aDatabaseWithOpenBooks();
  await aJournal(db, 4);
  await tamper(db, ...statements);
  return db;
}

async function anAnchoredJournal(): Promise<Database> {
  const db = await aDatabaseWithOpenBooks();
  await aJournal(db, 4);
  await anchorLedger(db, KEYS.signing_key, NOW);
  return db;
}

function setPolicy(seq: number, rate: string, other: string): string {
  return `update journal_entry set policy_json = replace(policy_json, '"fund_bps":${rate}', '"fund_bps":${other}') where seq = ${seq}`;
}

/** Entries 3 and 5 under each other's number. */
function swap(table: string, column: string): string[] {
  const move = (from: number, to: number) => `update ${table} set ${column} = ${to} where ${column} = ${from}`;
  return [move(3, 1_003), move(5, 3), move(1_003, 5)];
}
