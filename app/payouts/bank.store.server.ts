import type { BankLineTable, BankStatementTable } from "#db/schema/payouts";
import type { Trx } from "~/platform/database.server";

export async function insertStatement(trx: Trx, statement: BankStatementTable): Promise<void> {
  await trx.insertInto("bank_statement").values(statement).execute();
}

export async function insertBankLine(trx: Trx, line: BankLineTable): Promise<void> {
  await trx.insertInto("bank_line").values(line).execute();
}

/** Says what an unmatched line is; false when that was said before. */
export async function decideBankLine(
  trx: Trx,
  id: string,
  decision: Pick<BankLineTable, "state" | "decided_by" | "decided_at"> &
    Partial<Pick<BankLineTable, "payout_id" | "withdrawal_id" | "explanation">>,
): Promise<boolean> {
  const decided = await trx
    .updateTable("bank_line")
    .set(decision)
    .where("id", "=", id)
    .where("state", "=", "unmatched")
    .executeTakeFirst();
  return decided.numUpdatedRows === 1n;
}
