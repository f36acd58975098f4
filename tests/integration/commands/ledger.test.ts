import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { Workplace } from "#tests/support/command-line";
import { seededDemo } from "#tests/support/seeded-demo";
import { tamper } from "#tests/support/tamper";
import { openDatabase } from "~/platform/database.server";

let demo: Awaited<ReturnType<typeof seededDemo>>;
beforeAll(async () => {
  demo = await seededDemo();
}, 60_000);

test("an export is a header, every entry in order and a trailer", async () => {
  const place = await demo.copy();
  expect(await place.run("ledger:export", "--out", "journal.jsonl")).toEqual({ code: 0, stdout: "", stderr: "" });
  const text = readFileSync(place.path("journal.jsonl"), "utf8");
  expect(text.endsWith("}\n")).toBe(true);
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const entries = lines.slice(1, -1);
  expect(lines[0]).toEqual({ type: "header", format: "ledger-export/1", genesis: "0".repeat(64) });
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_entry, index) => index + 1));
  expect(lines.at(-1)).toEqual({ type: "trailer", count: entries.length, head: entries.at(-1).hash });
});

test("an export from an entry on says what came before it", async () => {
  const place = await demo.copy();
  await place.run("ledger:export", "--out", "all.jsonl");
  await place.run("ledger:export", "--out", "rest.jsonl", "--from", "11");
  const all = readFileSync(place.path("all.jsonl"), "utf8").split("\n");
  const rest = readFileSync(place.path("rest.jsonl"), "utf8").split("\n");
  expect(JSON.parse(rest[0] ?? "")).toMatchObject({ from: 11, prev: JSON.parse(all[10] ?? "").hash });
  expect(rest[1]).toBe(all[11]);
});

test("a sound ledger verifies with 0 and names its head", async () => {
  const place = await demo.copy();
  const { code, stdout } = await place.run("ledger:verify", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, violations: [] });
});

test("one posting edited in the file makes it 1 and names the entry", async () => {
  const place = await demo.copy();
  await tamperWith(place, "update posting set amount_minor = amount_minor + 1 where entry_seq = 7 and line = 1");
  const { code, stdout } = await place.run("ledger:verify", "--json");
  expect(code).toBe(1);
  const report = JSON.parse(stdout);
  expect(report.ok).toBe(false);
  expect(report.violations).toContainEqual(expect.objectContaining({ seq: 7, rule: "hash" }));
});

test("a tail that was cut off shows against an anchor kept outside", async () => {
  const place = await demo.copy();
  await place.run("ledger:anchor", "--out", "anchors.jsonl");
  const [line] = readFileSync(place.path("anchors.jsonl"), "utf8").split("\n");
  expect(Object.keys(JSON.parse(line ?? ""))).toEqual(["seq", "hash", "root", "ts", "key", "sig"]);
  await tamperWith(
    place,
    "delete from anchor",
    "delete from posting where entry_seq = (select max(seq) from journal_entry)",
    "delete from journal_entry where seq = (select max(seq) from journal_entry)",
    "update ledger_head set (seq, hash, ts) = (select seq, hash, ts from journal_entry order by seq desc limit 1)",
  );
  expect((await place.run("ledger:verify")).code).toBe(0);
  const { code, stderr } = await place.run("ledger:verify", "--anchors", "anchors.jsonl");
  expect(code).toBe(1);
  expect(stderr).toMatch(/anchored entry \d+ is missing/);
});

test("anchoring twice appends two lines for one head", async () => {
  const place = await demo.copy();
  await place.run("ledger:anchor", "--out", "anchors.jsonl");
  await place.run("ledger:anchor", "--out", "anchors.jsonl");
  const lines = readFileSync(place.path("anchors.jsonl"), "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe(lines[1]);
});

test("what cannot be verified is 2: no database, no anchor file, a line that is no anchor", async () => {
  const place = await Workplace.configured();
  expect(await place.run("ledger:verify")).toMatchObject({ code: 2, stdout: "" });
  const seeded = await demo.copy();
  expect(await seeded.run("ledger:verify", "--anchors", "none.jsonl")).toMatchObject({ code: 2 });
  writeFileSync(seeded.path("bad.jsonl"), "{}\n");
  expect(await seeded.run("ledger:verify", "--anchors", "bad.jsonl")).toMatchObject({ code: 2 });
});

test("an anchor needs the signing key, a verification does not", async () => {
  const place = await demo.copy({ LEDGER_SIGNING_KEY: "" });
  const refused = await place.run("ledger:anchor", "--out", "anchors.jsonl");
  expect(refused.code).toBe(78);
  expect(refused.stderr).toMatch(/^LEDGER_SIGNING_KEY: .*\n$/);
  expect((await place.run("ledger:verify")).code).toBe(0);
});

async function tamperWith(place: Workplace, ...statements: string[]): Promise<void> {
  const url = place.env.DATABASE_URL ?? "";
  const db = openDatabase(url.replace("file:./", `file:${place.directory}/`));
  await tamper(db, ...statements);
  await db.destroy();
}
