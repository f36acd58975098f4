import { describe, expect, test } from "vitest";
import { NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { aDatabase } from "#tests/support/test-database";
import { addMs, DAY_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { chooseLanguage } from "~/members/choose-language.server";
import { disablePerson } from "~/members/disable-person.server";
import { findPersonByEmail, findPersonByPhone } from "~/members/members.queries.server";
import { type PersonFacts, savePerson } from "~/members/save-person.server";
import { type Database, inTransaction } from "~/platform/database.server";

const LIN: PersonFacts = {
  key: "lin",
  name: "林小雨",
  email: "lin@example.com",
  phone: "13900000001",
  password_hash: "hash-1",
  locale: "zh-CN",
  role: "resident",
  scope_id: "",
};

function save(db: Database, change: Partial<PersonFacts> = {}) {
  return inTransaction(db, (trx) => savePerson(trx, { ...LIN, ...change }, addMs(NOW, DAY_MS)));
}

describe("a person from a list", () => {
  test("is added with their role, and saved again changes nothing", async () => {
    const db = await aDatabase();
    expect(await save(db)).toEqual({ ok: true, value: "added" });
    expect(await expectNoWrite(db, () => save(db))).toEqual({ ok: true, value: "unchanged" });
  });

  test("known by phone or e-mail gets the new name and role, and keeps address and password", async () => {
    const db = await aDatabase();
    await save(db);
    const { email: _email, ...by_phone } = { ...LIN, name: "林晓雨", password_hash: "hash-2", role: "helper" as const };
    const saved = await inTransaction(db, (trx) => savePerson(trx, by_phone, NOW));
    expect(saved).toEqual({ ok: true, value: "changed" });
    const { person, role_grant } = await dumpOf(db);
    expect(person).toMatchObject([{ name: "林晓雨", email: LIN.email, password_hash: "hash-1" }]);
    expect(role_grant).toHaveLength(2);
  });

  test("keeps the language they chose, and then the same list changes nothing", async () => {
    const db = await aDatabase();
    await save(db);
    const { id = "" } = (await findPersonByPhone(db.read, "13900000001")) ?? {};
    await inTransaction(db, async (trx) => ok(await chooseLanguage(trx, id, "en")));
    expect(await expectNoWrite(db, () => save(db))).toEqual({ ok: true, value: "unchanged" });
    expect(await save(db, { name: "林晓雨" })).toEqual({ ok: true, value: "changed" });
    expect((await dumpOf(db)).person).toMatchObject([{ name: "林晓雨", locale: "en", is_locale_chosen: 1 }]);
  });

  test("who chose no language gets that of a new list", async () => {
    const db = await aDatabase();
    await save(db);
    expect(await save(db, { locale: "en" })).toEqual({ ok: true, value: "changed" });
    expect((await dumpOf(db)).person).toMatchObject([{ locale: "en", is_locale_chosen: 0 }]);
  });

  test("whose e-mail and phone belong to two people is refused", async () => {
    const db = await aDatabase();
    await save(db);
    await save(db, { key: "wu", email: "wu@example.com", phone: "13900000002" });
    await expectRefusal(db, () => save(db, { phone: "13900000002" }), "email-taken");
  });

  test("is never operator and trustee at once", async () => {
    const db = await aDatabase();
    await save(db, { role: "operator" });
    await expectRefusal(db, () => save(db, { role: "trustee", constituency: "residents" }), "trustee-conflict");
    const wu = { key: "wu", email: "wu@example.com", phone: "13900000002" };
    await save(db, { ...wu, role: "trustee", constituency: "residents" });
    await expectRefusal(db, () => save(db, { ...wu, role: "operator" }), "trustee-conflict");
  });

  test.each(["known", "unknown"])("is never operator and trustee by two lists at once, %s before", async (before) => {
    const db = await aDatabase();
    if (before === "known") await save(db);
    const [first, second] = await overlapping(
      db,
      (trx) => savePerson(trx, { ...LIN, role: "operator" }, NOW),
      () => save(db, { role: "trustee", constituency: "residents" }),
    );
    expect(first.ok).toBe(true);
    expect(second).toEqual({ ok: false, error: "trustee-conflict" });
    const { person, role_grant } = await dumpOf(db);
    expect(person).toHaveLength(1);
    expect(role_grant).not.toContainEqual(expect.objectContaining({ role: "trustee" }));
  });

  test("stays shut out, and keeps the password, when a list is saved while they are disabled", async () => {
    const db = await aDatabase();
    await save(db);
    const person = await findPersonByEmail(db.read, "lin@example.com");
    await overlapping(
      db,
      async (trx) => ok(await disablePerson(trx, person?.id ?? "")),
      () => save(db, { name: "林晓雨", password_hash: "hash-2" }),
    );
    const saved = { name: "林晓雨", is_disabled: 1, password_hash: "hash-1" };
    expect(await findPersonByEmail(db.read, "lin@example.com")).toMatchObject(saved);
  });
});
