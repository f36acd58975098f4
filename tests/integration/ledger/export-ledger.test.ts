import { describe, expect, test } from "vitest";
import { aDatabase } from "#tests/support/test-database";
import { exportLedger } from "~/ledger/export-ledger.server";
import type { ExportedEntry } from "~/ledger/exported-entry";
import type { Database } from "~/platform/database.server";
import { aJournal, contractHash, paymentOf, post } from "./journal-fixture";

const GENESIS = "0".repeat(64);

describe("ledger-export/1", () => {
  test("of an empty journal is a header and a trailer", async () => {
    const db = await aDatabase();
    expect((await linesOf(db)).map((line) => JSON.parse(line))).toEqual([
      { type: "header", format: "ledger-export/1", genesis: GENESIS },
      { type: "trailer", count: 0, head: GENESIS },
    ]);
  });

  test("holds every entry in order, each on a line of its own with a newline at its end", async () => {
    const db = await aDatabase();
    const entries = await aJournal(db, 3);
    const lines = await linesOf(db);
    expect(lines.every((line) => line.endsWith("\n") && !line.slice(0, -1).includes("\n"))).toBe(true);
    expect(entriesOf(lines)).toEqual(entries);
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ type: "trailer", count: 6, head: entries[5]?.hash });
  });

  test("can be checked by somebody who has the file and the contract, and nothing else", async () => {
    const db = await aDatabase();
    await aJournal(db, 3);
    let prev = GENESIS;
    for (const [index, entry] of entriesOf(await linesOf(db)).entries()) {
      expect(entry).toMatchObject({ seq: index + 1, prev, hash: contractHash(entry) });
      expect(entry.postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
      prev = entry.hash;
    }
  });

  test("names what the contract names, and nobody", async () => {
    const db = await aDatabase();
    await aJournal(db, 1);
    const [, redemption] = entriesOf(await linesOf(db));
    expect(Object.keys(redemption ?? {})).toEqual([
      ...["type", "seq", "id", "ts", "booked_on", "effective_at", "kind", "idem", "booking", "stripe", "postings"],
      ...["voucher", "merchant", "policy", "actor", "prev", "hash"],
    ]);
    expect(Object.keys(redemption?.stripe ?? {})).toEqual([
      "charge",
      "refund",
      "transfer",
      "dispute",
      "balance_transaction",
    ]);
  });
});

describe("an export from an entry on", () => {
  test("says where it begins and what came before", async () => {
    const db = await aDatabase();
    const entries = await aJournal(db, 3);
    const lines = await linesOf(db, 3);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      type: "header",
      format: "ledger-export/1",
      genesis: GENESIS,
      from: 3,
      prev: entries[1]?.hash,
    });
    expect(entriesOf(lines)).toEqual(entries.slice(2));
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ type: "trailer", count: 4, head: entries[5]?.hash });
  });

  test("right behind the last entry is empty, further behind there is nothing to follow", async () => {
    const db = await aDatabase();
    const entries = await aJournal(db, 1);
    const lines = await linesOf(db, 3);
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ type: "trailer", count: 0, head: entries[1]?.hash });
    await expect(linesOf(db, 4)).rejects.toThrow("no entry 3");
    await expect(linesOf(db, 0)).rejects.toThrow("entry 1 or later");
  });
});

test("an export is the journal of the moment it began, while entries go on being posted", async () => {
  const db = await aDatabase();
  const entries = await aJournal(db, 2);
  const lines: string[] = [];
  for await (const line of exportLedger(db.read)) {
    lines.push(line);
    await post(db, paymentOf(`during-${lines.length}`));
  }
  expect(entriesOf(lines)).toEqual(entries);
});

async function linesOf(db: Database, from_seq?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportLedger(db.read, from_seq)) lines.push(line);
  return lines;
}

function entriesOf(lines: readonly string[]): ExportedEntry[] {
  return lines.map((line) => JSON.parse(line) as ExportedEntry).filter((line) => line.type === "entry");
}
