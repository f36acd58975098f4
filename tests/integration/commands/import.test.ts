import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { seedFile } from "#db/profiles/seed-file";
import { Workplace } from "#tests/support/command-line";

const FOUNDING = [
  "--name",
  "柳荫社区",
  "--zone",
  "Asia/Shanghai",
  "--currency",
  "CNY",
  "--admin-email",
  "a@example.com",
];

test("a file is imported, again without a change, and counted as JSON alone on standard output", async () => {
  const place = await aFoundedPlace();
  const file = seedFile("merchants.csv");
  const first = await place.run("import", "merchants", file, "--json");
  expect(JSON.parse(first.stdout)).toMatchObject({ ok: true, rows: 86, added: 86, unchanged: 0, errors: [] });
  const second = await place.run("import", "merchants", file);
  expect(second).toMatchObject({ code: 0, stdout: "0 added, 0 changed, 86 unchanged: nothing to do\n" });
});

test("errors are lines of file, line, column and words; the exit code is 1 and nothing was changed", async () => {
  const place = await aFoundedPlace();
  const text = readFileSync(seedFile("merchants.csv"), "utf8")
    .replace("30.64474", "north")
    .replace("key_institution", "gold");
  writeFileSync(place.path("merchants.csv"), text);
  const { code, stdout, stderr } = await place.run("import", "merchants", "merchants.csv");
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^merchants\.csv:2: lat: expected degrees/m);
  expect(stderr).toMatch(/^merchants\.csv:4: tier: expected one of/m);
  expect(stderr).toMatch(/^2 errors; nothing was changed$/m);
  const after = await place.run("import", "merchants", seedFile("merchants.csv"), "--dry-run", "--json");
  expect(JSON.parse(after.stdout)).toMatchObject({ dry_run: true, added: 86 });
});

test("what cannot run is 2: no such kind, no such file, no community", async () => {
  const place = await aFoundedPlace();
  expect((await place.run("import", "bookings", "x.csv")).code).toBe(2);
  expect(await place.run("import", "offers", "none.csv")).toEqual({
    code: 2,
    stdout: "",
    stderr: "none.csv: there is no such file\n",
  });
  const empty = await Workplace.configured();
  await empty.run("db:migrate");
  const refused = await empty.run("import", "merchants", seedFile("merchants.csv"));
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("npm run setup");
});

async function aFoundedPlace(): Promise<Workplace> {
  const place = await Workplace.configured();
  const founded = await place.run("setup", ...FOUNDING);
  expect(founded.code).toBe(0);
  return place;
}
