import { expect, test } from "vitest";
import { aResident } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { aDatabase } from "#tests/support/test-database";
import { ok } from "~/kernel/result";
import { chooseLanguage } from "~/members/choose-language.server";
import { findPerson } from "~/members/members.queries.server";
import type { Locale } from "~/messages/locale";
import { type Database, inTransaction } from "~/platform/database.server";

function choose(db: Database, person_id: string, locale: Locale) {
  return inTransaction(db, async (trx) => ok(await chooseLanguage(trx, person_id, locale)));
}

test("the language somebody chose is kept in their account, and in nobody else's", async () => {
  const db = await aDatabase();
  const [chooser, neighbour] = [await aResident(db, "chooser"), await aResident(db, "neighbour")];
  await choose(db, chooser, "en");
  expect(await findPerson(db.read, chooser)).toMatchObject({ locale: "en" });
  expect(await findPerson(db.read, neighbour)).toMatchObject({ locale: "zh-CN" });
});

test("choosing twice is choosing once", async () => {
  const db = await aDatabase();
  const chooser = await aResident(db, "chooser");
  await choose(db, chooser, "en");
  await expectNoWrite(db, () => choose(db, chooser, "en"));
});

test("for nobody, nothing is written", async () => {
  const db = await aDatabase();
  await aResident(db, "neighbour");
  await expectNoWrite(db, () => choose(db, "nobody", "en"));
});
