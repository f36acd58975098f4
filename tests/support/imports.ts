import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type ImportKindName, type ImportReport, importFile } from "#db/import/import-file";
import type { Database } from "~/platform/database.server";
import { aCommunity, aMerchant, aVoucherOffer, NOW, twoPeriodsOfRates } from "./builders";
import { aDatabase } from "./test-database";

/** One row of a file by column. */
export type Row = Record<string, string>;

/** A row of each kind without an error; a test changes what it is about. */
export const MERCHANT = {
  key: "tofu",
  name_zh: "阿珍豆花",
  name_en: "Azhen Tofu",
  tier: "general_merchant",
  tier_from: "2025-01-01",
  category: "canteen",
  summary_zh: "豆花。",
  summary_en: "Tofu.",
  address_zh: "桂枝街9号",
  address_en: "9 Guizhi Street",
  lat: "30.64474",
  lng: "104.0903",
  phone: "028-5550-0009",
  opening_hours: "Mo-Su 07:00-13:00",
  licence: "",
};

export const OFFER = {
  key: "tofu-set",
  merchant: "teahouse",
  category: "canteen",
  kind: "voucher",
  price_type: "alliance",
  title_zh: "豆花套餐",
  title_en: "Tofu set",
  summary_zh: "一碗豆花。",
  summary_en: "A bowl of tofu.",
  description_zh: "一碗豆花配一碟泡菜。",
  terms_zh: "可用时间：每天7:00–13:00|适用人数：1人",
  list_price: "16.00",
  price: "12.80",
  valid_days: "30",
  cancel_hours: "",
  no_show_kept: "0",
  weekly_hours: "",
  quota: "",
  quota_per_resident: "",
  max_quantity: "4",
};

export const POLICY = {
  key: "general-2027",
  tier: "general_merchant",
  category: "",
  price_type: "",
  commission_percent: "4.00",
  fund_percent: "4.00",
  announced_on: "2026-12-20",
  effective_from: "2027-01-01",
  effective_to: "",
  minutes: "第9次会议纪要",
};

export const PERSON = {
  key: "xu",
  role: "cashier",
  name: "徐玲玲",
  email: "Xu@Example.com",
  phone: "+86 139-0000-0031",
  password: "a-long-password",
  merchant: "teahouse",
  constituency: "",
  locale: "zh-CN",
};

/** A database with a community, rates of two periods, the merchant `teahouse` and its voucher `tea`. */
export async function aKnownPlace(): Promise<Database> {
  const db = await aDatabase();
  await aCommunity(db);
  await twoPeriodsOfRates(db);
  await aMerchant(db);
  await aVoucherOffer(db);
  return db;
}

/** Imports rows as a CSV; the first row is line 2. */
export function imported(db: Database, kind: ImportKindName, rows: readonly Row[], options = { is_dry_run: false }) {
  const lines = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))];
  const text = lines.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");
  return importedText(db, kind, text, "csv", options);
}

/** Imports a file with exactly this content. */
export async function importedText(
  db: Database,
  kind: ImportKindName,
  content: string | Buffer,
  ending = "csv",
  options = { is_dry_run: false },
): Promise<ImportReport> {
  const directory = mkdtempSync(join(tmpdir(), "shangju-import-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, `file.${ending}`);
  writeFileSync(file, content);
  return importFile(db, { kind, file, ...options }, NOW);
}
