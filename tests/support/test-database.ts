import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { migrateToLatest } from "#db/migrate";
import { verifyLedger } from "~/ledger/verify-ledger.server";
import { type Database, openDatabase } from "~/platform/database.server";
import { migratedServerDatabase, type OwnDatabase, ownDatabase, testEngine } from "./test-engine";

let image: Promise<Buffer> | undefined;

/**
 * A database of its own for one test, with every migration and nothing in it. It is a real file, copied from an image
 * that a test process makes once, or a clone on the PostgreSQL server, and is gone when the test ends. Call it inside a test. When the test ends the books
 * must balance: the whole journal is verified.
 */
export async function aDatabase(): Promise<Database> {
  const db = await aDatabaseWithOpenBooks();
  onTestFinished(() => expectBalancedBooks(db));
  return db;
}

/** As `aDatabase`, for tests that break the journal on purpose: nothing is verified at the end. */
export async function aDatabaseWithOpenBooks(): Promise<Database> {
  const directory = mkdtempSync(join(tmpdir(), "shangju-test-"));
  const own = testEngine() === "postgres" ? await migratedServerDatabase() : await migratedFile(directory);
  const db = openDatabase(own.url);
  onTestFinished(async () => {
    await db.destroy();
    await own.drop();
    rmSync(directory, { recursive: true, force: true });
  });
  return db;
}

async function migratedFile(directory: string): Promise<OwnDatabase> {
  image ??= makeImage();
  const own = await ownDatabase(directory);
  writeFileSync(own.url.replace("file:", ""), await image);
  return own;
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
