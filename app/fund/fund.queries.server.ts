import { dayOf } from "~/kernel/calendar-day";
import { instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import { FUND_BANKED, FUND_EARNED } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import type { Reader } from "~/platform/database.server";
import type { CategoryContribution } from "./category-shares";

/** The fund's money in three stages, never one number, and what it has spent. */
export type FundFigures = { pledged_minor: Minor; earned_minor: Minor; banked_minor: Minor; spent_minor: Minor };

/** Pledged is promised and not redeemed; earned is in the journal and not banked; both in minor units. */
export async function getFundFigures(reader: Reader): Promise<FundFigures> {
  const { pledged_minor } = await reader
    .selectFrom("receipt")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("fund_minor"), eb.lit(0)).as("pledged_minor"))
    .where("state", "=", "promised")
    .executeTakeFirstOrThrow();
  const { spent_minor } = await reader
    .selectFrom("posting")
    .innerJoin("journal_entry", "journal_entry.seq", "posting.entry_seq")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("amount_minor"), eb.lit(0)).as("spent_minor"))
    .where("kind", "=", "fund_disbursement")
    .where("account", "=", FUND_BANKED)
    .executeTakeFirstOrThrow();
  return {
    pledged_minor: Number(pledged_minor),
    earned_minor: 0 - (await getAccountBalance(reader, FUND_EARNED)),
    banked_minor: 0 - (await getAccountBalance(reader, FUND_BANKED)),
    spent_minor: Number(spent_minor),
  };
}

/** A contribution as the public sees it: health and hardship services show their month alone, and no voucher. */
export type PublicContribution = {
  rank: number;
  fund_minor: Minor;
  booked: string;
  category: { name_zh: string; name_en: string } | null;
  merchant: { id: string; name_zh: string; name_en: string } | null;
};

/** The newest contributions in the journal, without anybody's name. */
export async function listNewestContributions(
  reader: Reader,
  zone: string,
  limit: number,
): Promise<PublicContribution[]> {
  const rows = await reader
    .selectFrom("receipt")
    .innerJoin("merchant", "merchant.id", "receipt.merchant_id")
    .innerJoin("category", "category.id", "receipt.category_id")
    .innerJoin("category as merchant_category", "merchant_category.id", "merchant.category_id")
    .select((eb) => [eb("receipt.fund_minor", "-", eb.ref("receipt.returned_minor")).as("fund_minor")])
    .select([
      "receipt.entered_at",
      "merchant.id as merchant_id",
      "merchant.name_zh",
      "merchant.name_en",
      "category.name_zh as category_name_zh",
      "category.name_en as category_name_en",
      "category.is_sensitive",
      "merchant_category.is_sensitive as is_merchant_sensitive",
    ])
    .where("receipt.state", "=", "entered")
    .whereRef("receipt.fund_minor", ">", "receipt.returned_minor")
    .orderBy("receipt.entered_at", "desc")
    .orderBy("receipt.voucher_id")
    .limit(limit)
    .execute();
  return rows.map((row, index) => {
    const day = dayOf(instant(row.entered_at ?? ""), zone);
    const is_hidden = row.is_sensitive === 1 || row.is_merchant_sensitive === 1;
    return {
      rank: index + 1,
      fund_minor: Number(row.fund_minor),
      booked: is_hidden ? day.slice(0, 7) : day,
      category: is_hidden ? null : { name_zh: row.category_name_zh, name_en: row.category_name_en },
      merchant: is_hidden ? null : { id: row.merchant_id, name_zh: row.name_zh, name_en: row.name_en },
    };
  });
}

/** What every category has contributed so far; what of it may be shown says `categoryShares`. */
export async function listContributionsByCategory(reader: Reader): Promise<CategoryContribution[]> {
  const rows = await reader
    .selectFrom("receipt")
    .innerJoin("category", "category.id", "receipt.category_id")
    .select(["category.id", "category.name_zh", "category.name_en", "category.is_sensitive"])
    .select((eb) => [
      eb.fn.sum<number>(eb("receipt.fund_minor", "-", eb.ref("receipt.returned_minor"))).as("fund_minor"),
      eb.fn.countAll<number>().as("contribution_count"),
    ])
    .where("receipt.state", "=", "entered")
    .whereRef("receipt.fund_minor", ">", "receipt.returned_minor")
    .groupBy(["category.id", "category.name_zh", "category.name_en", "category.is_sensitive"])
    .execute();
  return rows.map((row) => ({
    ...row,
    fund_minor: Number(row.fund_minor),
    contribution_count: Number(row.contribution_count),
  }));
}

/** Merchants that may be named in public: those outside health and hardship services. */
export async function listPublicMerchants(reader: Reader) {
  return reader
    .selectFrom("merchant")
    .innerJoin("category", "category.id", "merchant.category_id")
    .select(["merchant.id", "merchant.name_zh", "merchant.name_en"])
    .where("category.is_sensitive", "=", 0)
    .execute();
}

/** A receipt with its category. */
export async function findReceipt(reader: Reader, code: string) {
  return reader
    .selectFrom("receipt")
    .innerJoin("category", "category.id", "receipt.category_id")
    .selectAll("receipt")
    .select(["category.name_zh as category_name_zh", "category.name_en as category_name_en", "category.is_sensitive"])
    .where("code", "=", code)
    .executeTakeFirst();
}

export async function listReceiptsOfVouchers(reader: Reader, voucher_ids: readonly string[]) {
  if (voucher_ids.length === 0) return [];
  return reader.selectFrom("receipt").selectAll().where("voucher_id", "in", voucher_ids).execute();
}
