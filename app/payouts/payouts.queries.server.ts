import type { BankAccount } from "#db/schema/payouts";
import { FUND_EARNED } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import type { Reader } from "~/platform/database.server";
import { FUND_PAYEE } from "./payout-plan";

export async function findPayoutAccount(reader: Reader, payee: string) {
  return reader.selectFrom("payout_account").selectAll().where("payee", "=", payee).executeTakeFirst();
}

/** Whose account at the processor this is, if it is one of ours. */
export async function findPayeeOfRecipient(reader: Reader, stripe_account_id: string): Promise<string | undefined> {
  const account = await reader
    .selectFrom("payout_account")
    .select("payee")
    .where("stripe_account_id", "=", stripe_account_id)
    .executeTakeFirst();
  return account?.payee;
}

export async function listPayoutAccounts(reader: Reader) {
  return reader.selectFrom("payout_account").selectAll().orderBy("payee").execute();
}

/** Every due share with the rail its merchant is paid by; null where the merchant has told no account. */
export async function listDueShares(reader: Reader) {
  const rows = await reader
    .selectFrom("settlement")
    .leftJoin("payout_account", "payout_account.merchant_id", "settlement.merchant_id")
    .select(["settlement.voucher_id", "settlement.booking_id", "settlement.merchant_id", "settlement.due_at"])
    .select((eb) => eb("settlement.amount_minor", "-", eb.ref("settlement.returned_minor")).as("payable_minor"))
    .select(["payout_account.rail", "payout_account.is_payable", "payout_account.stripe_account_id"])
    .where("settlement.state", "=", "due")
    .orderBy("settlement.merchant_id")
    .orderBy("settlement.voucher_id")
    .execute();
  return rows.map((row) => ({ ...row, payable_minor: Number(row.payable_minor) }));
}

/** What each merchant has to give back, where that is not zero: negative where too much was given back. */
export async function listReceivables(reader: Reader): Promise<Map<string, number>> {
  const prefix = "assets:receivable:merchant:";
  const rows = await reader
    .selectFrom("posting")
    .select("account")
    .select((eb) => eb.fn.sum<number>("amount_minor").as("open_minor"))
    .where("account", ">=", prefix)
    .where("account", "<", "assets:receivable:merchant;")
    .groupBy("account")
    .execute();
  const open = rows.map((row) => [row.account.slice(prefix.length), Number(row.open_minor)] as const);
  return new Map(open.filter(([, open_minor]) => open_minor !== 0));
}

/**
 * What can be sent to the fund: earned, less what is still inside a contest window or held, less what is on its way. In
 * minor units; negative after refunds.
 */
export async function getFundAvailable(reader: Reader): Promise<number> {
  const unsettled = await reader
    .selectFrom("settlement")
    .innerJoin("receipt", "receipt.voucher_id", "settlement.voucher_id")
    .select((eb) => eb.fn.sum<number>(eb("receipt.fund_minor", "-", eb.ref("receipt.returned_minor"))).as("fund_minor"))
    .where("settlement.state", "in", ["waiting", "held"])
    .executeTakeFirst();
  const on_way = await reader
    .selectFrom("payout")
    .select((eb) => eb.fn.sum<number>("amount_minor").as("amount_minor"))
    .where("payee", "=", FUND_PAYEE)
    .where("state", "in", ["sent", "paid"])
    .executeTakeFirst();
  const earned_minor = 0 - (await getAccountBalance(reader, FUND_EARNED));
  return earned_minor - Number(unsettled?.fund_minor ?? 0) - Number(on_way?.amount_minor ?? 0);
}

export async function findBatch(reader: Reader, id: string) {
  return reader.selectFrom("payout_batch").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findDraftBatch(reader: Reader) {
  return reader.selectFrom("payout_batch").selectAll().where("state", "=", "draft").executeTakeFirst();
}

/** Batches, newest first. */
export async function listBatches(reader: Reader, limit: number) {
  return reader
    .selectFrom("payout_batch")
    .selectAll()
    .orderBy("prepared_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** Lines of a batch in a fixed order, with the merchants' names; the fund's line has none. */
export async function listPayoutsOfBatch(reader: Reader, batch_id: string) {
  return reader
    .selectFrom("payout")
    .leftJoin("merchant", "merchant.id", "payout.merchant_id")
    .selectAll("payout")
    .select(["merchant.name_zh", "merchant.name_en"])
    .where("payout.batch_id", "=", batch_id)
    .orderBy("payout.payee")
    .execute();
}

export async function findPayout(reader: Reader, id: string) {
  return reader.selectFrom("payout").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findPayoutByReference(reader: Reader, reference: string) {
  return reader.selectFrom("payout").selectAll().where("reference", "=", reference).executeTakeFirst();
}

/** The shares a payout pays, with what each came to when it was planned. */
export async function listPayoutShares(reader: Reader, payout_id: string) {
  return reader
    .selectFrom("payout_settlement")
    .selectAll()
    .where("payout_id", "=", payout_id)
    .orderBy("voucher_id")
    .execute();
}

/** Payouts this person cancelled that the bank has not paid all the same. */
export async function listCancelledBy(reader: Reader, canceled_by: string) {
  return reader
    .selectFrom("payout")
    .select(["id", "amount_minor", "reference"])
    .where("canceled_by", "=", canceled_by)
    .where("state", "=", "void")
    .execute();
}

/** Payouts a bank line of this account and amount may be about, newest first. */
export async function listFittingPayouts(reader: Reader, line: { account: BankAccount; amount_minor: number }) {
  const { account, amount_minor } = line;
  const is_return = account === "operator" && amount_minor > 0;
  return reader
    .selectFrom("payout")
    .innerJoin("payout_batch", "payout_batch.id", "payout.batch_id")
    .leftJoin("merchant", "merchant.id", "payout.merchant_id")
    .selectAll("payout")
    .select(["payout_batch.day", "merchant.name_zh", "merchant.name_en"])
    .where("payout.amount_minor", "=", Math.abs(amount_minor))
    .where("payout.state", "in", is_return ? ["paid"] : ["sent", "paid", "banked", "void"])
    .$if(account === "operator" && !is_return, (query) => query.where("payout.paid_line_id", "is", null))
    .$if(account === "fund", (query) =>
      query.where("payout.payee", "=", FUND_PAYEE).where("payout.banked_line_id", "is", null),
    )
    .orderBy("payout_batch.prepared_at", "desc")
    .limit(20)
    .execute();
}

/** Names of the people with these ids. */
export async function listNames(reader: Reader, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const known = [...new Set(ids)].filter((id) => id !== null);
  if (known.length === 0) return new Map();
  const rows = await reader.selectFrom("person").select(["id", "name"]).where("id", "in", known).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
