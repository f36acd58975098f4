import type { BankLineExplanationTable, BankLineTable, BankStatementTable } from "#db/schema/payouts";
import type { Trx } from "~/platform/database.server";

export async function insertStatement(trx: Trx, statement: BankStatementTable): Promise<void> {
  await trx.insertInto("bank_statement").values(statement).execute();
}

export async function insertBankLine(trx: Trx, line: BankLineTable): Promise<void> {
  await trx.insertInto("bank_line").values(line).execute();
}

/** Says what a line is that nobody has matched; false when somebody has. An explanation gives way to what is found out later. */
export async function decideBankLine(
  trx: Trx,
  id: string,
  decision: Pick<BankLineTable, "state" | "decided_by" | "decided_at"> &
    Partial<Pick<BankLineTable, "payout_id" | "withdrawal_id" | "refund_id" | "explanation">>,
): Promise<boolean> {
  const decided = await trx
    .updateTable("bank_line")
    .set(decision)
    .where("id", "=", id)
    .where("state", "in", ["unmatched", "explained"])
    .executeTakeFirst();
  return decided.numUpdatedRows === 1n;
}

export async function insertExplanation(trx: Trx, explanation: BankLineExplanationTable): Promise<void> {
  await trx.insertInto("bank_line_explanation").values(explanation).execute();
}
