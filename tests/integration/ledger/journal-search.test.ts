import { describe, expect, test } from "vitest";
import { NOW } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { type CalendarDay, calendarDay } from "~/kernel/calendar-day";
import { addMs, DAY_MS } from "~/kernel/instant";
import {
  countJournalEntries,
  findJournalPeriod,
  getAccountBalanceBefore,
  getJournalTotals,
  listJournalPage,
} from "~/ledger/journal.queries.server";
import { isLineShown, type JournalFilter } from "~/ledger/journal-filter";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import type { Database } from "~/platform/database.server";
import { paymentOf, post, redemptionOf } from "./journal-fixture";

const ALL = { limit: 1_000, offset: 0 };

describe("a search of the journal", () => {
  test.each<[string, JournalFilter, number[]]>([
    ["finds everything, newest day first", {}, [6, 5, 4, 3, 2, 1]],
    ["by days, first and last inside", { from: day("2026-08-06"), to: day("2026-08-06") }, [4, 3]],
    ["by kind", { kind: "voucher_redeemed" }, [6, 4, 2]],
    ["by account", { account: "liabilities:merchant:teahouse" }, [6, 2]],
    ["by a group of accounts", { account: "liabilities:merchant:" }, [6, 4, 2]],
    ["by part of an id, whatever its case", { text: "CH_Moon" }, [4, 3]],
    ["by nothing that only looks like a pattern", { text: "%" }, []],
    ["by the amount of any line", { least_minor: 128, most_minor: 128 }, [2]],
    ["by several of these at once", { kind: "payment_captured", least_minor: 5_000 }, [5]],
    ["by an account and an amount on one and the same line", { account: "assets:stripe", most_minor: 200 }, []],
  ])("%s", async (_what, filter, seqs) => {
    const db = await threeDays();
    const found = await listJournalPage(db.read, filter, ALL);
    expect(found.map(({ seq }) => seq)).toEqual(seqs);
    expect(await countJournalEntries(db.read, filter)).toBe(seqs.length);
    const shown = found.flatMap((entry) => entry.postings).filter((posting) => isLineShown(filter, posting));
    expect(await getJournalTotals(db.read, filter)).toEqual({
      debit_minor: shown.reduce((sum, { amount }) => sum + Math.max(0, amount), 0),
      credit_minor: shown.reduce((sum, { amount }) => sum + Math.max(0, -amount), 0),
    });
  });

  test("comes in pages that join without gap and without overlap", async () => {
    const db = await threeDays();
    const pages = await Promise.all([0, 4].map((offset) => listJournalPage(db.read, {}, { limit: 4, offset })));
    expect(pages.map((page) => page.map(({ seq }) => seq))).toEqual([
      [6, 5, 4, 3],
      [2, 1],
    ]);
  });
});

test("the journal's period is that of its entries", async () => {
  const db = await aDatabase();
  expect(await findJournalPeriod(db.read)).toBeUndefined();
  expect(await findJournalPeriod((await threeDays()).read)).toEqual({ first: "2026-08-05", last: "2026-08-07" });
});

test("opening balance, movement and closing balance of an account meet", async () => {
  const db = await threeDays();
  const account = "liabilities:fund:earned";
  const opening = await getAccountBalanceBefore(db.read, account, day("2026-08-06"));
  expect(opening).toBe(-128);
  const { debit_minor, credit_minor } = await getJournalTotals(db.read, { account, from: day("2026-08-06") });
  expect(opening + debit_minor - credit_minor).toBe(await getAccountBalance(db.read, account));
});

/** Three payments on three days, each redeemed at once: the second elsewhere, the third for more. */
async function threeDays(): Promise<Database> {
  const db = await aDatabase();
  const days = [
    { booking_id: "sun", merchant_id: "teahouse", gross_minor: 3_680 },
    { booking_id: "moon", merchant_id: "bakery", gross_minor: 1_000 },
    { booking_id: "star", merchant_id: "teahouse", gross_minor: 9_900 },
  ];
  for (const [index, { booking_id, merchant_id, gross_minor }] of days.entries()) {
    const at = addMs(NOW, index * DAY_MS);
    await post(db, paymentOf(booking_id, gross_minor), at);
    await post(db, redemptionOf(booking_id, merchant_id, gross_minor), at);
  }
  return db;
}

function day(text: string): CalendarDay {
  return calendarDay(text);
}
