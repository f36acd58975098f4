import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { migrateToLatest } from "#db/migrate";
import { NOW, ZONE } from "#tests/support/builders";
import { paymentEntry, redemptionEntry } from "~/bookings/booking-entries";
import { splitOf } from "~/fund/contribution";
import { assert } from "~/kernel/assert";
import { canonicalJson } from "~/kernel/canonical-json";
import { addMs, SECOND_MS } from "~/kernel/instant";
import { minor } from "~/kernel/money";
import { ok } from "~/kernel/result";
import { canonicalBody, entryBody } from "~/ledger/exported-entry";
import type { JournalEntry } from "~/ledger/journal-entry";
import { listEntries } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import { verifyLedger } from "~/ledger/verify-ledger.server";
import { type Database, inTransaction, openDatabase } from "~/platform/database.server";
import { workDirectory } from "./bench-server";
import { figure, type Measurement, median, percent } from "./report";
import { type Timed, timed } from "./timed";

const ENTRY_COUNT = 100_000;
const ROUND_COUNT = 3;
const POSTED_AT_ONCE_COUNT = 2_000;
const FLOOR_BATCH_COUNT = 1_000;
const GROSS_MINOR = minor(3_680);
const POLICY = {
  id: "general-2026",
  scope: "general_merchant/*/*",
  commission_bps: 450,
  fund_bps: 350,
  effective_from: "2026-06-30T16:00:00.000Z",
  effective_to: null,
};

/** The whole verification of a long journal beside reading the same rows and hashing the same bytes. */
export async function measureVerification(): Promise<Measurement[]> {
  const directory = workDirectory();
  const file = join(directory, "journal.sqlite");
  const db = openDatabase(`file:${file}`);
  try {
    await postJournal(db);
    const hashed = await hashedBytes(db);
    const rounds: { ours: Timed; floor: Timed }[] = [];
    for (let round = 0; round < ROUND_COUNT; round += 1) {
      rounds.push({ ours: await timed(() => verify(db)), floor: await timed(() => readAndHash(file, hashed)) });
    }
    const middle = (of: "ours" | "floor", what: keyof Timed) => median(rounds.map((round) => round[of][what]));
    const [ours, floor] = [middle("ours", "wall_ms"), middle("floor", "wall_ms")];
    const row = {
      entries: ENTRY_COUNT,
      "ours s": figure(ours / SECOND_MS),
      "floor s": figure(floor / SECOND_MS),
      "entries per s": Math.round((ENTRY_COUNT / ours) * SECOND_MS),
      "of floor": percent(floor, ours),
      "by cpu": percent(middle("floor", "cpu_ms"), middle("ours", "cpu_ms")),
      goal: "≥ 30 %",
    };
    const note = `${ROUND_COUNT} rounds in turn, medians, on SQLite; floor: the same rows read and the entries' bytes hashed`;
    return [{ name: "verification", note, rows: [row] }];
  } finally {
    await db.destroy();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Payments, each redeemed a second later, as the ledger itself posts them. */
async function postJournal(db: Database): Promise<void> {
  await migrateToLatest(db.write);
  for (let posted = 0; posted < ENTRY_COUNT; posted += POSTED_AT_ONCE_COUNT) {
    await inTransaction(db, async (trx) => {
      for (let turn = posted; turn < posted + POSTED_AT_ONCE_COUNT; turn += 1) {
        await postJournalEntry(trx, entryAt(turn), ZONE, addMs(NOW, turn * SECOND_MS));
      }
      return ok();
    });
  }
}

function entryAt(turn: number): JournalEntry {
  const booking_id = `1b9d6bcd-bbfd-4b2d-9b5d-${String(turn - (turn % 2)).padStart(12, "0")}`;
  const charge = { id: `ch_${booking_id}`, amount_minor: GROSS_MINOR, currency: "cny", captured_at: NOW };
  if (turn % 2 === 0) return paymentEntry(booking_id, charge);
  return redemptionEntry({
    booking_id,
    voucher_id: `voucher-of-${booking_id}`,
    merchant_id: "teahouse",
    ordinal: 1,
    gross_minor: GROSS_MINOR,
    currency: "cny",
    charge_id: charge.id,
    paid_at: NOW,
    policy: POLICY,
    split: splitOf(GROSS_MINOR, POLICY),
    cashier_id: "cashier",
  });
}

/** What each entry's hash covers, in order, put together beforehand: the floor only hashes it. */
async function hashedBytes(db: Database): Promise<Buffer[]> {
  const hashed: Buffer[] = [];
  for (let seq = 1; seq <= ENTRY_COUNT; seq += FLOOR_BATCH_COUNT) {
    for (const entry of await listEntries(db.read, seq, FLOOR_BATCH_COUNT)) {
      hashed.push(Buffer.from(`${entry.prev}\n${canonicalJson(canonicalBody(entryBody(entry)))}`));
    }
  }
  return hashed;
}

async function verify(db: Database): Promise<void> {
  const { ok: is_sound, count } = await verifyLedger(db.read);
  assert(is_sound && count === ENTRY_COUNT, "the measured journal is sound");
}

function readAndHash(file: string, hashed: readonly Buffer[]): void {
  const raw = new SQLite(file, { readonly: true });
  const entries = raw.prepare("select * from journal_entry where seq >= ? and seq < ? order by seq");
  const postings = raw.prepare("select * from posting where entry_seq >= ? and entry_seq < ? order by entry_seq, line");
  for (let seq = 1; seq <= ENTRY_COUNT; seq += FLOOR_BATCH_COUNT) {
    const rows = entries.all(seq, seq + FLOOR_BATCH_COUNT) as { seq: number; hash: string }[];
    postings.all(seq, seq + FLOOR_BATCH_COUNT);
    for (const row of rows) {
      const hash = createHash("sha256")
        .update(hashed[row.seq - 1] ?? "")
        .digest("hex");
      assert(hash === row.hash, "the floor hashes what verification hashes");
    }
  }
  raw.close();
}
