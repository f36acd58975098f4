import { sql } from "kysely";
import { expect, test } from "vitest";
import { aShop, NOW } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { ok } from "~/kernel/result";
import { publicVersionQuery } from "~/offers/offers.queries.server";
import { switchOffer } from "~/offers/switch-offer.server";
import { type Database, inTransaction } from "~/platform/database.server";

async function aSlot(db: Database, offer_id: string): Promise<void> {
  const slot = { id: "slot", offer_id, starts_at: NOW, ends_at: "2027-01-01T00:00:00.000Z" };
  await db.write
    .insertInto("slot")
    .values({ ...slot, capacity: 5, held: 0, sold: 0 })
    .execute();
  await db.write.insertInto("offer_quota").values({ offer_id, quota: 5, per_resident: 1, held: 0, sold: 0 }).execute();
}

test.each([
  "update offer set price_minor = price_minor - 1",
  "update offer set terms_json = '[]'",
  "update merchant set name_zh = '改名'",
  "update merchant_tier set tier = 'key_institution'",
  "update share_policy set fund_bps = fund_bps + 1",
  "update community set desk_phone = '028-1'",
  "update category set name_zh = '改名'",
  "update slot set starts_at = '2026-08-05T03:00:00.000Z' where id = 'slot'",
  "update slot set capacity = capacity + 1",
  "update offer_quota set quota = quota + 1",
  "delete from slot",
  "delete from offer_quota",
  "delete from share_policy",
])("'%s' moves the catalogue", async (statement) => {
  const db = await aDatabase();
  const { offer_id } = await aShop(db);
  await aSlot(db, offer_id);
  const read = publicVersionQuery(db.read);
  const before = await read();
  await sql.raw(statement).execute(db.write);
  expect((await read()).catalogue).toBeGreaterThan(before.catalogue);
});

test.each([
  "update slot set held = held + 1",
  "update slot set sold = sold + 1",
  "update offer_quota set held = held + 1, sold = sold + 1",
  "update offer set price_minor = price_minor, terms_json = terms_json",
  "update merchant set name_zh = name_zh",
  "update slot set capacity = capacity, starts_at = starts_at",
])("'%s' leaves the catalogue alone", async (statement) => {
  const db = await aDatabase();
  const { offer_id } = await aShop(db);
  await aSlot(db, offer_id);
  const read = publicVersionQuery(db.read);
  const before = await read();
  await sql.raw(statement).execute(db.write);
  expect(await read()).toEqual(before);
});

test("what is rolled back does not move it, what is committed does", async () => {
  const db = await aDatabase();
  const { offer_id } = await aShop(db);
  const read = publicVersionQuery(db.read);
  const before = await read();
  const undone = inTransaction(db, async (trx) => {
    await switchOffer(trx, { offer_id, is_listed: false }, NOW);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await read()).toEqual(before);
  await inTransaction(db, async (trx) => {
    await switchOffer(trx, { offer_id, is_listed: false }, NOW);
    return ok();
  });
  expect((await read()).catalogue).toBeGreaterThan(before.catalogue);
});

test("two changes at once both move it, in whatever order they touch things", async () => {
  const db = await aDatabase();
  const { offer_id } = await aShop(db);
  const read = publicVersionQuery(db.read);
  const before = await read();
  const touch = (statements: string[]) =>
    inTransaction(db, async (trx) => {
      for (const statement of statements) await sql.raw(statement).execute(trx);
      return ok();
    });
  const offer = `update offer set summary_zh = '新' where id = '${offer_id}'`;
  const community = "update community set desk_phone = '028-1'";
  await Promise.all([touch([offer]), touch([community])]);
  expect((await read()).catalogue).toBeGreaterThanOrEqual(before.catalogue + 2);
});
