import { writeXlsx } from "hucre/xlsx";
import { expect, test } from "vitest";
import { type ImportKindName, importFile } from "#db/import/import-file";
import { seedFile } from "#db/profiles/seed-file";
import { aCommunity, NOW } from "#tests/support/builders";
import { aKnownPlace, imported, importedText, MERCHANT, OFFER, PERSON, POLICY, type Row } from "#tests/support/imports";
import { aDatabase } from "#tests/support/test-database";
import { findMerchant } from "~/alliance/alliance.queries.server";
import { listOffers } from "~/offers/offers.queries.server";

test("a merchant comes in with coordinates in millionths and its tier", async () => {
  const db = await aKnownPlace();
  expect(await imported(db, "merchants", [MERCHANT])).toMatchObject({ added_count: 1, errors: [] });
  expect(await findMerchant(db.read, "tofu")).toMatchObject({ lat_microdeg: 30_644_740, lng_microdeg: 104_090_300 });
});

test.each<[ImportKindName, Row]>([
  ["merchants", MERCHANT],
  ["offers", OFFER],
  ["offers", { ...OFFER, quota: "800", quota_per_resident: "1" }],
  ["policies", POLICY],
  ["people", PERSON],
])("the same file of %s twice changes nothing and says so", async (kind, row) => {
  const db = await aKnownPlace();
  expect(await imported(db, kind, [row])).toMatchObject({ added_count: 1, changed_count: 0, unchanged_count: 0 });
  expect(await imported(db, kind, [row])).toMatchObject({ added_count: 0, changed_count: 0, unchanged_count: 1 });
});

test.each(["categories", "merchants", "offers", "policies", "people"] as const)(
  "db/seed/%s.csv holds no error",
  async (kind) => {
    const db = await aDatabase();
    await aCommunity(db);
    for (const needed of ["categories", "merchants"] as const) {
      await importFile(db, { kind: needed, file: seedFile(`${needed}.csv`), is_dry_run: false }, NOW);
    }
    const report = await importFile(db, { kind, file: seedFile(`${kind}.csv`), is_dry_run: true }, NOW);
    expect(report.errors).toEqual([]);
  },
);

test("a merchant's new name finds its offers", async () => {
  const db = await aKnownPlace();
  await imported(db, "merchants", [{ ...MERCHANT, key: "teahouse", name_zh: "望江茶社" }]);
  expect((await listOffers(db.read, { q: "望江" }, "name")).map(({ id }) => id)).toEqual(["tea"]);
});

test("a column that is missing, unknown or there twice is an error of the first row", async () => {
  const db = await aKnownPlace();
  const { errors } = await importedText(db, "categories", "key,name_zh,name_zh,colour\na,b,c,d\n");
  expect(errors.map(({ line, column }) => `${line} ${column}`)).toEqual([
    "1 name_en",
    "1 is_sensitive",
    "1 sort",
    "1 colour",
    "1 name_zh",
  ]);
});

test("a BOM, Windows line ends, blank lines and line breaks within a cell are read; lines are counted as an editor does", async () => {
  const db = await aKnownPlace();
  const text = '\uFEFFkey,name_zh,name_en,is_sensitive,sort\r\n\r\na,"第一\n行",A,0,1\r\nb,乙,B,0,x\r\n';
  const { errors, row_count } = await importedText(db, "categories", text);
  expect(row_count).toBe(2);
  expect(errors).toEqual([expect.objectContaining({ line: 5, column: "sort" })]);
});

test("a file that is not UTF-8, or no CSV, says so", async () => {
  const db = await aKnownPlace();
  const gbk = Buffer.from([0x6b, 0x65, 0x79, 0x0a, 0xbc, 0xd7]);
  expect((await importedText(db, "categories", gbk)).errors[0]?.message).toContain("not UTF-8");
  expect((await importedText(db, "categories", 'key\n"open')).errors[0]?.message).toContain("is not CSV");
});

test("a workbook is read like its CSV: numbers, dates and yes or no", async () => {
  const db = await aKnownPlace();
  const rows = [
    Object.keys(MERCHANT),
    Object.values({ ...MERCHANT, tier_from: new Date("2025-01-01T00:00:00Z"), lat: 30.64474, lng: 104.0903 }),
  ];
  const workbook = await writeXlsx({ sheets: [{ name: "商家", rows }] });
  expect(await importedText(db, "merchants", Buffer.from(workbook), "xlsx")).toMatchObject({
    added_count: 1,
    errors: [],
  });
  expect(await imported(db, "merchants", [MERCHANT])).toMatchObject({ unchanged_count: 1 });
});

test("a workbook that is none says so", async () => {
  const db = await aKnownPlace();
  const { errors } = await importedText(db, "merchants", "no zip", "xlsx");
  expect(errors).toEqual([expect.objectContaining({ line: 1, message: expect.stringContaining("no readable .xlsx") })]);
});
