import { describe, expect, test } from "vitest";
import { NOW, ZONE } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { addMs, HOUR_MS, instant } from "~/kernel/instant";
import { failure, ok } from "~/kernel/result";
import { getAccountBalance, getLedgerHead, listEntries } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import { postJournalEntryOnce } from "~/ledger/post-journal-entry-once.server";
import { inTransaction } from "~/platform/database.server";
import { aJournal, contractHash, paymentOf, post, redemptionOf } from "./journal-fixture";

const GENESIS = "0".repeat(64);

describe("a posted entry", () => {
  test("follows the one before, from genesis on, with the hash the contract gives", async () => {
    const db = await aDatabase();
    const entries = await aJournal(db, 3);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(entries.map(({ prev }) => prev)).toEqual([GENESIS, ...entries.slice(0, -1).map(({ hash }) => hash)]);
    expect(entries.map(contractHash)).toEqual(entries.map(({ hash }) => hash));
  });

  test("is read back exactly as it was posted, and the head is its hash", async () => {
    const db = await aDatabase();
    const entries = await aJournal(db, 2);
    expect(await listEntries(db.read, 1, 10)).toEqual(entries);
    expect(await getLedgerHead(db.read)).toMatchObject({ seq: 4, hash: entries[3]?.hash });
  });

  test("moves the balances of its accounts", async () => {
    const db = await aDatabase();
    await aJournal(db, 2);
    expect(await getAccountBalance(db.read, "assets:stripe")).toBe(7_360);
    expect(await getAccountBalance(db.read, "liabilities:held:b1")).toBe(0);
    expect(await getAccountBalance(db.read, "liabilities:fund:earned")).toBe(-256);
    expect(await getAccountBalance(db.read, "revenue:commission")).toBe(-330);
  });

  test("is booked on the community's own date, not on the date in UTC", async () => {
    const db = await aDatabase();
    const late = await post(db, paymentOf("late"), instant("2026-08-05T16:30:00.000Z"));
    expect(late.booked_on).toBe("2026-08-06");
  });

  test("never lies before the one it follows, even when the clock goes back", async () => {
    const db = await aDatabase();
    await post(db, paymentOf("b1"), addMs(NOW, HOUR_MS));
    const second = await post(db, paymentOf("b2"), NOW);
    expect(second.ts).toBe(addMs(NOW, HOUR_MS));
  });
});

describe("what is refused leaves nothing behind", () => {
  test("an entry that does not balance", async () => {
    const db = await aDatabase();
    const payment = paymentOf("b1");
    const postings = payment.postings.map((posting, line) => (line === 0 ? { ...posting, amount_minor: 1 } : posting));
    await expect(post(db, { ...payment, postings })).rejects.toThrow("postings differ by");
    expect(await listEntries(db.read, 1, 10)).toEqual([]);
  });

  test("the same fact a second time", async () => {
    const db = await aDatabase();
    await post(db, paymentOf("b1"));
    await expect(post(db, paymentOf("b1"))).rejects.toThrow(/unique/i);
    expect(await getLedgerHead(db.read)).toMatchObject({ seq: 1 });
    expect(await getAccountBalance(db.read, "assets:stripe")).toBe(3_680);
  });

  test("an entry whose transaction comes to nothing", async () => {
    const db = await aDatabase();
    const undone = await inTransaction(db, async (trx) => {
      await postJournalEntry(trx, paymentOf("b1"), ZONE, NOW);
      return failure("changed-my-mind");
    });
    expect(undone).toEqual(failure("changed-my-mind"));
    expect(await getLedgerHead(db.read)).toMatchObject({ seq: 0, hash: GENESIS });
    const next = await post(db, paymentOf("b2"));
    expect(next.seq).toBe(1);
  });
});

test("a fact that is told twice gives the entry of the first telling", async () => {
  const db = await aDatabase();
  const tell = async () => {
    const told = await inTransaction(db, async (trx) =>
      ok(await postJournalEntryOnce(trx, paymentOf("b1"), ZONE, NOW)),
    );
    return told.ok ? told.value : undefined;
  };
  const [first, second] = [await tell(), await tell()];
  expect(second).toEqual(first);
  expect(await getLedgerHead(db.read)).toMatchObject({ seq: 1 });
});

test("fifty tellers at once are chained one after the other", async () => {
  const db = await aDatabase();
  const numbers = Array.from({ length: 25 }, (_, number) => number);
  const posted = await Promise.all(
    numbers.flatMap((number) => [post(db, paymentOf(`p${number}`)), post(db, redemptionOf(`r${number}`))]),
  );
  expect(posted.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, index) => index + 1),
  );
});
