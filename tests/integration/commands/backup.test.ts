import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { type Manifest, markOf, writeBackup } from "#db/commands/backup-file";
import { Workplace } from "#tests/support/command-line";
import { dumpOf } from "#tests/support/database-dump";
import { seededDemo } from "#tests/support/seeded-demo";
import { tamper } from "#tests/support/tamper";
import { testEngine } from "#tests/support/test-engine";
import { type Database, openDatabase } from "~/platform/database.server";

const OTHER_ENGINE = { sqlite: "postgres://nobody@127.0.0.1:9/none", postgres: "file:./none.sqlite" };

let demo: Awaited<ReturnType<typeof seededDemo>>;
beforeAll(async () => {
  demo = await seededDemo();
}, 60_000);

describe("a backup", () => {
  test("is one file that its owner alone may read, and nothing else is left beside it", async () => {
    const { place, file } = await backedUp();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(place.directory).filter((name) => name.startsWith("b."))).toEqual(["b.backup"]);
    expect(manifestOf(file)).toMatchObject({ format: "shangju-backup/1", engine: testEngine() });
  });

  test("says which head it holds", async () => {
    const { place, file, said } = await backedUp();
    const { head, count } = JSON.parse((await place.run("ledger:verify", "--json")).stdout);
    expect(manifestOf(file).head).toEqual({ seq: count, hash: head });
    expect(said).toContain(head);
  });

  test("takes the place of an older one, and removes what a killed one left", async () => {
    const { place, file } = await backedUp();
    const long_gone = 2 ** 22 + 1;
    writeFileSync(place.path(`b.backup.${long_gone}.unfinished.copy`), "half");
    writeFileSync(place.path(`b.backup.${process.pid}.unfinished`), "somebody is writing");
    const older = manifestOf(file);
    expect((await place.run("backup", "--out", file)).code).toBe(0);
    expect(manifestOf(file).created_at > older.created_at).toBe(true);
    const left = readdirSync(place.directory)
      .filter((name) => name.startsWith("b."))
      .sort();
    expect(left).toEqual(["b.backup", `b.backup.${process.pid}.unfinished`]);
  });

  test("of books that do not balance is not made", async () => {
    const place = await demo.copy();
    const changed = "update posting set amount_minor = amount_minor + 1 where entry_seq = 7 and line = 1";
    await withDatabase(place, (db) => tamper(db, changed));
    const { code, stderr, stdout } = await place.run("backup", "--out", "b.backup");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/entry 7: hash/);
    expect(readdirSync(place.directory).filter((name) => name.startsWith("b."))).toEqual([]);
  });

  test("that cannot be made is 2: no database, an empty one, no directory, no --out", async () => {
    const seeded = await demo.copy();
    expect(await seeded.run("backup", "--out", "nowhere/b.backup")).toMatchObject({ code: 2, stdout: "" });
    expect(await seeded.run("backup")).toMatchObject({ code: 2, stderr: expect.stringContaining("usage:") });
    const bare = await Workplace.configured();
    expect(await bare.run("backup", "--out", "b.backup")).toMatchObject({ code: 2 });
    expect(existsSync(bare.path("b.backup"))).toBe(false);
  });
});

describe("a restore", () => {
  test("into a new place brings every row back, and the books are sound", async () => {
    const { place, file } = await backedUp();
    const elsewhere = await Workplace.configured();
    const { code, stdout } = await elsewhere.run("restore", "--from", file);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^restored: \d+ entries, head [0-9a-f]{64}/),
    });
    expect(await withDatabase(elsewhere, dumpOf)).toEqual(await withDatabase(place, dumpOf));
    expect((await elsewhere.run("ledger:verify")).code).toBe(0);
    expect(await elsewhere.run("db:migrate")).toMatchObject({ code: 0, stdout: "the database is up to date\n" });
  });

  test("goes on where the backup ended: triggers, keys and numbers are there as well", async () => {
    const { file } = await backedUp();
    const elsewhere = await Workplace.configured();
    await elsewhere.run("restore", "--from", file);
    expect((await elsewhere.run("ledger:anchor", "--out", "anchors.jsonl")).code).toBe(0);
    await withDatabase(elsewhere, async (db) => {
      await expect(db.write.deleteFrom("journal_entry").execute()).rejects.toThrow(/append-only/);
    });
  });

  test("into a place that was migrated and never lived in needs no leave", async () => {
    const { file } = await backedUp();
    const elsewhere = await Workplace.configured();
    await elsewhere.run("db:migrate");
    expect((await elsewhere.run("restore", "--from", file)).code).toBe(0);
  });

  test("over data needs --replace, and then nothing of it is left", async () => {
    const { place, file } = await backedUp();
    await withDatabase(place, (db) => db.write.updateTable("community").set({ name_zh: "改名" }).execute());
    const before = await withDatabase(place, dumpOf);
    const refused = await place.run("restore", "--from", file);
    expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--replace") });
    expect(await withDatabase(place, dumpOf)).toEqual(before);
    expect((await place.run("restore", "--from", file, "--replace")).code).toBe(0);
    const restored = await withDatabase(place, dumpOf);
    expect(restored.community).not.toEqual(before.community);
    expect((await place.run("restore", "--from", file, "--replace")).code).toBe(0);
    expect(await withDatabase(place, dumpOf)).toEqual(restored);
  });

  test("of a database in use is refused", async () => {
    const { place, file } = await backedUp();
    await withDatabase(place, async (db) => {
      const before = await dumpOf(db);
      const refused = await place.run("restore", "--from", file, "--replace");
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("is in use") });
      expect(await dumpOf(db)).toEqual(before);
    });
  });

  test("of a file that lost its end or a byte is 1 and changes nothing", async () => {
    const { place, file } = await backedUp();
    const before = await withDatabase(place, dumpOf);
    const bytes = readFileSync(file);
    const flipped = Buffer.from(bytes);
    // in the checksum: another byte may say the same in other words
    flipped[bytes.length - 6] = (flipped[bytes.length - 6] ?? 0) ^ 1;
    const renamed = Buffer.from(bytes.toString("latin1").replace('"seq":', '"seq":1'), "latin1");
    for (const damaged of [bytes.subarray(0, -1_000), bytes.subarray(0, 600), flipped, renamed]) {
      writeFileSync(place.path("damaged"), damaged);
      const { code, stdout } = await place.run("restore", "--from", "damaged", "--replace");
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    }
    expect(await withDatabase(place, dumpOf)).toEqual(before);
    expect(readdirSync(dirname(place.path("data/x"))).filter((name) => name.includes("unfinished"))).toEqual([]);
  });

  test("of what is no backup, of another engine or of another version is 2", async () => {
    const { file } = await backedUp();
    const elsewhere = await Workplace.configured();
    writeFileSync(elsewhere.path("text"), "no backup\n");
    writeFileSync(elsewhere.path("newer"), readFileSync(file, "latin1").replace(/"schema":"/, '"schema":"9'), "latin1");
    for (const from of ["none", "text", "newer", "."]) {
      expect(await elsewhere.run("restore", "--from", from)).toMatchObject({ code: 2, stdout: "" });
    }
    const other = await Workplace.configured({ DATABASE_URL: OTHER_ENGINE[testEngine()] });
    const refused = await other.run("restore", "--from", file);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/a backup of \w+, and DATABASE_URL names/),
    });
  });

  test.runIf(testEngine() === "sqlite")(
    "of a backup whose journal was changed is 1, however well it was packed",
    async () => {
      const { place, file } = await backedUp();
      const content = place.path("content");
      const packed = readFileSync(file);
      writeFileSync(content, gunzipSync(packed.subarray(packed.indexOf("\n") + 1)));
      const db = openDatabase(`file:${content}`);
      await tamper(db, "update journal_entry set memo = 'changed' where seq = 7");
      await db.destroy();
      const manifest = { ...manifestOf(file), content: await markOf(content) };
      const out = place.path("forged");
      await writeBackup(manifest, { content_file: content, unfinished: `${out}.unfinished`, out });
      const elsewhere = await Workplace.configured();
      const { code, stderr } = await elsewhere.run("restore", "--from", out);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("entry 7: hash") });
      expect(readdirSync(elsewhere.path("data"))).toEqual([]);
    },
  );
});

async function backedUp(): Promise<{ place: Workplace; file: string; said: string }> {
  const place = await demo.copy();
  const file = place.path("b.backup");
  const { code, stdout, stderr } = await place.run("backup", "--out", file);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return { place, file, said: stdout };
}

function manifestOf(file: string): Manifest {
  return JSON.parse(readFileSync(file, "latin1").split("\n")[0] ?? "") as Manifest;
}

async function withDatabase<T>(place: Workplace, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase((place.env.DATABASE_URL ?? "").replace("file:./", `file:${place.directory}/`));
  return work(db).finally(() => db.destroy());
}
