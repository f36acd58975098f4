import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { migrateToLatest } from "#db/migrate";
import { verifyLedger } from "~/ledger/verify-ledger.server";
import { type Database, openDatabase } from "~/platform/database.server";

let image: Promise<Buffer> | undefined;

/**
 * A database of its own for one test, with every migration and nothing in it. It is a real file, copied from an image
 * that a test process makes once, and is gone when the test ends. Call it inside a test. When the test ends the books
 * must balance: the whole journal is verified.
 */
export async function aDatabase(): Promise<Database> {
  const db = await aDatabaseWithOpenBooks();
  onTestFinished(() => expectBalancedBooks(db));
  return db;
}

/** As `aDatabase`, for tests that break the journal on purpose: nothing is verified at the end. */
export async function aDatabaseWithOpenBooks(): Promise<Database> {
  image ??= makeImage();
  const directory = mkdtempSync(join(tmpdir(), "shangju-test-"));
  const file = join(directory, "shangju.sqlite");
  writeFileSync(file, await image);
  const db = openDatabase(`file:${file}`);
  onTestFinished(async () => {
    await db.destroy();
    rmSync(directory, { recursive: true, force: true });
  });
  return db;
}

/** Fails with the first violations of the journal, if there are any. */
async function expectBalancedBooks(db: Database): Promise<void> {
  const { ok, violations } = await verifyLedger(db.read);
  if (!ok) throw new Error(`the books do not balance: ${JSON.stringify(violations.slice(0, 3))}`);
}

async function makeImage(): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), "shangju-image-"));
  const file = join(directory, "image.sqlite");
  const db = openDatabase(`file:${file}`);
  await migrateToLatest(db.write);
  await db.destroy();
  const bytes = readFileSync(file);
  rmSync(directory, { recursive: true, force: true });
  return bytes;
}
