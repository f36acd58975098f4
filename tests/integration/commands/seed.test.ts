import { expect, test } from "vitest";
import { Workplace } from "#tests/support/command-line";

test("the harness profile prints accounts, offers and rates of two periods", async () => {
  const place = await Workplace.configured({ VOUCHER_KEY: "", LEDGER_SIGNING_KEY: "" });
  const { code, stdout } = await place.run("seed", "--profile", "harness", "--residents", "5", "--json");
  expect(code).toBe(0);
  const { accounts, offers, policies } = JSON.parse(stdout);
  const roles = accounts.map(({ role }: { role: string }) => role);
  expect(
    ["owner", "cashier", "operator", "committee", "trustee", "admin", "disabled", "resident"].map(countIn(roles)),
  ).toEqual([2, 2, 2, 1, 5, 1, 1, 5]);
  expect(offers.map(({ key }: { key: string }) => key)).toEqual(["slot50", "quota800", "voucher", "free"]);
  expect(offers[0].slot_id).toMatch(/^harness-slot50\.\d{12}$/);
  const periods = policies.filter(({ tier }: { tier: string }) => tier === "general_merchant");
  expect(periods).toHaveLength(2);
  expect(periods[0].effective_to).toBe(periods[1].effective_from);
});

test("a profile is seeded into an empty database only", async () => {
  const place = await Workplace.configured();
  await place.run("seed", "--profile", "harness", "--json");
  const second = await place.run("seed", "--profile", "harness", "--json");
  expect(second).toMatchObject({ code: 1, stdout: "" });
  expect(second.stderr).toContain("not empty");
});

test("a profile nobody knows is a usage error", async () => {
  const place = await Workplace.configured();
  const { code, stderr } = await place.run("seed", "--profile", "production");
  expect(code).toBe(2);
  expect(stderr).toContain("--profile is demo or harness");
});

function countIn(roles: readonly string[]): (role: string) => number {
  return (role) => roles.filter((each) => each === role).length;
}
