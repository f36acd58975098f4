import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { NOW } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { anchorLedger } from "~/ledger/anchor-ledger.server";
import { listEntries } from "~/ledger/ledger.queries.server";
import type { Database } from "~/platform/database.server";
import { aJournal } from "./journal-fixture";

describe("the database itself refuses", () => {
  test.each([
    ["to change an entry", "update journal_entry set memo = 'x' where seq = 1", "journal_entry is append-only"],
    ["to remove an entry", "delete from journal_entry where seq = 1", "journal_entry is append-only"],
    ["to change a line", "update posting set amount_minor = 1 where entry_seq = 1", "posting is append-only"],
    ["to remove a line", "delete from posting where entry_seq = 1", "posting is append-only"],
    ["to change an anchor", "update anchor set root = 'x'", "anchor is append-only"],
    ["to remove an anchor", "delete from anchor", "anchor is append-only"],
    [
      "a line for a finished entry",
      "insert into posting values (1, 9, 'assets:stripe', 1, 'cny')",
      "posting added to a finished entry",
    ],
    ["a line of nothing", "insert into posting values (3, 0, 'assets:stripe', 0, 'cny')", /check/i],
    ["an entry without lines", entryAt(3), "journal entry does not balance"],
  ])("%s", async (_what, statement, complaint) => {
    const db = await aDatabase();
    const entries = await aJournal(db, 1);
    await anchorLedger(db, KEYS.signing_key, NOW);
    await expect(sql.raw(statement).execute(db.write)).rejects.toThrow(complaint);
    expect(await listEntries(db.read, 1, 10)).toEqual(entries);
  });

  test("an entry whose lines do not sum to zero", async () => {
    const db = await aDatabase();
    await aJournal(db, 1);
    await expect(
      insertByHand(db, 3, [
        ["assets:stripe", 100],
        ["liabilities:held:x", -99],
      ]),
    ).rejects.toThrow("journal entry does not balance");
  });

  test("an entry that does not follow the head, even when it balances", async () => {
    const db = await aDatabase();
    await aJournal(db, 1);
    await expect(
      insertByHand(db, 9, [
        ["assets:stripe", 100],
        ["liabilities:held:x", -100],
      ]),
    ).rejects.toThrow("journal entry does not follow the head");
  });

  test("lines that never get their entry", async () => {
    const db = await aDatabase();
    await expect(
      db.write.transaction().execute(async (trx) => {
        await sql`insert into posting values (1, 0, 'assets:stripe', 100, 'cny')`.execute(trx);
      }),
    ).rejects.toThrow(/foreign key/i);
  });
});

/** An entry written past the product, with the head's hash as the one before. */
function entryAt(seq: number): string {
  return `insert into journal_entry (seq, id, ts, booked_on, effective_at, kind, idem, prev, hash)
    values (${seq}, 'by-hand', '2027-01-01T00:00:00.000Z', '2027-01-01', '2027-01-01T00:00:00.000Z', 'opening', 'by-hand', (select hash from ledger_head), 'y')`;
}

async function insertByHand(db: Database, seq: number, lines: readonly (readonly [string, number])[]): Promise<void> {
  await db.write.transaction().execute(async (trx) => {
    for (const [line, [account, amount]] of lines.entries()) {
      await sql`insert into posting values (${seq}, ${line}, ${account}, ${amount}, 'cny')`.execute(trx);
    }
    await sql.raw(entryAt(seq)).execute(trx);
  });
}
