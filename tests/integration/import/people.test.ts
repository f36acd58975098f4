import { expect, test } from "vitest";
import { aKnownPlace, imported, PERSON } from "#tests/support/imports";
import { findPersonByEmail, listGrants } from "~/members/members.queries.server";
import { isPasswordOf } from "~/members/password.server";

const OTHER = { key: "b", name: "徐大明" };

test("a person signs in with the file's password, which a second file cannot replace", async () => {
  const db = await aKnownPlace();
  await imported(db, "people", [PERSON]);
  await imported(db, "people", [{ ...PERSON, password: "another-password" }]);
  const person = await findPersonByEmail(db.read, "xu@example.com");
  expect(person?.phone).toBe("13900000031");
  expect(await isPasswordOf(person?.password_hash ?? "", "a-long-password")).toBe(true);
});

test("a second role of a known person is added to the first", async () => {
  const db = await aKnownPlace();
  await imported(db, "people", [PERSON, { ...PERSON, key: "xu-as-resident", role: "resident", merchant: "" }]);
  const person = await findPersonByEmail(db.read, "xu@example.com");
  const roles = (await listGrants(db.read, person?.id ?? "")).map(({ role }) => role);
  expect(roles.sort()).toEqual(["cashier", "resident"]);
});

test("a list with another name and e-mail does not take a known telephone over", async () => {
  const db = await aKnownPlace();
  await imported(db, "people", [PERSON]);
  const { errors } = await imported(db, "people", [{ ...PERSON, ...OTHER, email: "b@example.com" }]);
  expect(errors).toEqual([expect.objectContaining({ line: 2, column: "email" })]);
});

test.each<[string, Partial<typeof PERSON>[], string]>([
  ["staff without a shop", [{ merchant: "" }], "merchant"],
  ["staff of an unknown shop", [{ merchant: "nowhere" }], "merchant"],
  ["a trustee of no constituency", [{ role: "trustee", merchant: "" }], "constituency"],
  ["an unknown role", [{ role: "king" }], "role"],
  ["nobody to reach", [{ email: "", phone: "" }], "email"],
  ["a short password", [{ password: "short" }], "password"],
  ["a landline", [{ phone: "028-5550-1234" }], "phone"],
  ["one telephone of two people", [{}, { ...OTHER, email: "b@example.com" }], "phone"],
  ["e-mail and telephone of two people", [{ phone: "" }, { ...OTHER, email: "" }, { key: "c" }], "email"],
  [
    "an operator who is a trustee",
    [
      { role: "operator", merchant: "" },
      { key: "b", role: "trustee", merchant: "", constituency: "residents" },
    ],
    "role",
  ],
])("%s is refused", async (_name, changes, column) => {
  const db = await aKnownPlace();
  const rows = changes.map((change) => ({ ...PERSON, ...change }));
  const { errors } = await imported(db, "people", rows);
  expect(errors.map((error) => error.column)).toContain(column);
  expect(await findPersonByEmail(db.read, "xu@example.com")).toBeUndefined();
});
