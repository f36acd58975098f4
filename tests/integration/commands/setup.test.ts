import { expect, test } from "vitest";
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

test("setup founds a community and prints a sign-in link of the public address", async () => {
  const place = await Workplace.configured();
  const { code, stdout } = await place.run("setup", ...FOUNDING, "--desk-phone", "028-5550-1234");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^https:\/\/shangju\.example\/sign-in\/link\/[\w-]{22}$/m);
});

test("a second setup is refused and changes nothing", async () => {
  const place = await Workplace.configured();
  await place.run("setup", ...FOUNDING);
  const second = await place.run("setup", ...FOUNDING);
  expect(second.code).toBe(1);
  expect(second.stderr).toContain("has a community already");
  expect(second.stdout).toBe("");
});

test("a zone or currency that is none is a usage error", async () => {
  const place = await Workplace.configured();
  const answer = await place.run("setup", ...FOUNDING.slice(0, 3), "Mars/Base", ...FOUNDING.slice(4));
  expect(answer).toMatchObject({ code: 2, stdout: "" });
  expect(answer.stderr).toContain("--zone is an IANA time zone");
});

test("a missing variable ends a command with 78 and one line that names it", async () => {
  const place = await Workplace.configured({ NODE_ENV: "production", ORIGIN: "" });
  expect(await place.run("setup", ...FOUNDING)).toEqual({ code: 78, stdout: "", stderr: "ORIGIN: is not set\n" });
});

test("an unknown command says which there are", async () => {
  const { code, stderr } = await Workplace.bare().run("set-up");
  expect(code).toBe(2);
  expect(stderr).toContain("ledger:verify");
});
