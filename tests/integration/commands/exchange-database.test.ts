import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { linkSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { expect, onTestFinished, test, vi } from "vitest";
import { exchangeDatabase, replaceDatabase } from "#db/database-place";
import { testEngine } from "#tests/support/test-engine";
import { openDatabase } from "~/platform/database.server";

vi.setConfig({ testTimeout: 30_000 });

/** Opens a file as a server does that comes in between, waits for it, and writes. */
const WRITER = `
  const SQLite = require("better-sqlite3");
  const db = new SQLite(process.argv[1], { timeout: 20000 });
  process.stdout.write("waiting ");
  try {
    db.exec("insert into note values ('written in between')");
    process.stdout.write("kept");
  } catch (error) {
    process.stdout.write(error.code);
  }`;

/** A file with one note in it. */
async function aFile(text: string): Promise<{ url: string; file: string }> {
  const directory = mkdtempSync(join(tmpdir(), "shangju-exchange-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, "shangju.sqlite");
  await replaceDatabase(`file:${file}`, (url) => filled(url, text));
  return { url: `file:${file}`, file };
}

async function filled(url: string, text: string): Promise<boolean> {
  await raw(url, `create table note (text text)`);
  await raw(url, `insert into note values ('${text}')`);
  return true;
}

/** What one statement gives, on a connection of its own. */
async function raw(url: string, statement: string): Promise<unknown[]> {
  const db = openDatabase(url);
  return sql
    .raw(statement)
    .execute(db.write)
    .then(({ rows }) => rows)
    .finally(() => db.destroy());
}

async function untilSaid(said: () => string, words: string): Promise<void> {
  await vi.waitFor(() => expect(said()).toContain(words), { timeout: 20_000, interval: 20 });
}

const ofSqlite = test.runIf(testEngine() === "sqlite");

ofSqlite("a writer that comes while a database is exchanged is told that nothing was kept", async () => {
  const { url, file } = await aFile("old");
  let writer: ChildProcess | undefined;
  let said = "";
  const exchanged = await exchangeDatabase(url, async (unfinished_url) => {
    writer = spawn(process.execPath, ["-e", WRITER, file], { stdio: ["ignore", "pipe", "inherit"] });
    writer.stdout?.on("data", (chunk) => (said += String(chunk)));
    await untilSaid(() => said, "waiting");
    await sleep(300);
    return filled(unfinished_url, "new");
  });
  expect(exchanged).toBe(true);
  if (writer?.exitCode === null) await once(writer, "exit");
  expect(said).toBe("waiting SQLITE_NOTADB");
  expect(await raw(url, "select text from note")).toEqual([{ text: "new" }]);
});

ofSqlite("where the new one is not sound, the old one is there, and is written to again", async () => {
  const { url } = await aFile("old");
  expect(await exchangeDatabase(url, async () => false)).toBe(false);
  await expect(exchangeDatabase(url, () => Promise.reject(new Error("no room")))).rejects.toThrow("no room");
  await raw(url, "insert into note values ('newer')");
  expect(await raw(url, "select text from note")).toEqual([{ text: "old" }, { text: "newer" }]);
});

ofSqlite("one that is open is not exchanged", async () => {
  const { url } = await aFile("old");
  const db = openDatabase(url);
  await sql`select * from note`.execute(db.read);
  await expect(exchangeDatabase(url, (unfinished_url) => filled(unfinished_url, "new"))).rejects.toThrow("is in use");
  await db.destroy();
  expect(await raw(url, "select text from note")).toEqual([{ text: "old" }]);
});

ofSqlite("another name for the old file still leads to what was in it", async () => {
  const { url, file } = await aFile("old");
  linkSync(file, `${file}.kept`);
  await exchangeDatabase(url, (unfinished_url) => filled(unfinished_url, "new"));
  expect(await raw(`${url}.kept`, "select text from note")).toEqual([{ text: "old" }]);
});
