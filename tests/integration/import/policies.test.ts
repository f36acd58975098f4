import { expect, test } from "vitest";
import { aKnownPlace, imported, POLICY } from "#tests/support/imports";
import { listSharePolicies } from "~/alliance/alliance.queries.server";

test("a change of rate needs seven days' notice, a first rate does not", async () => {
  const db = await aKnownPlace();
  const late = { ...POLICY, announced_on: "2026-12-26" };
  expect((await imported(db, "policies", [late])).errors).toEqual([
    expect.objectContaining({ line: 2, column: "announced_on" }),
  ]);
  const first = { ...late, key: "caring-2027", tier: "caring_merchant" };
  expect(await imported(db, "policies", [first])).toMatchObject({ added_count: 1, errors: [] });
});

test("a policy begins at the community's midnight and ends the one before", async () => {
  const db = await aKnownPlace();
  await imported(db, "policies", [POLICY]);
  const policies = await listSharePolicies(db.read);
  expect(policies.at(-1)).toMatchObject({
    id: "general-2027",
    commission_bps: 400,
    effective_from: "2026-12-31T16:00:00.000Z",
  });
  expect(policies.at(-2)).toMatchObject({ id: "second", effective_to: "2026-12-31T16:00:00.000Z" });
});

test("a rate that is known cannot be changed", async () => {
  const db = await aKnownPlace();
  await imported(db, "policies", [POLICY]);
  const { errors } = await imported(db, "policies", [{ ...POLICY, fund_percent: "4.50" }]);
  expect(errors).toEqual([expect.objectContaining({ column: "key" })]);
});
