import type { BankAccount, BankLineTable } from "#db/schema/payouts";
import type { Reader } from "~/platform/database.server";

export async function findBankLine(reader: Reader, id: string) {
  return reader.selectFrom("bank_line").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Who imported the statement that a line stands on. */
export async function getImporter(
  reader: Reader,
  { statement_id }: Pick<BankLineTable, "statement_id">,
): Promise<string> {
  const statement = reader.selectFrom("bank_statement").select("imported_by").where("id", "=", statement_id);
  return (await statement.executeTakeFirstOrThrow()).imported_by;
}

/** Every explanation a line had, newest first, with who gave it. */
export async function listExplanations(reader: Reader, line_id: string) {
  return reader
    .selectFrom("bank_line_explanation")
    .leftJoin("person", "person.id", "bank_line_explanation.decided_by")
    .selectAll("bank_line_explanation")
    .select("person.name as decided_by_name")
    .where("line_id", "=", line_id)
    .orderBy("ordinal", "desc")
    .execute();
}

/** Payments out of the operator's account from a day on that this person has explained as something else. */
export async function listExplainedBy(reader: Reader, decided_by: string, from_day: string) {
  return reader
    .selectFrom("bank_line")
    .select(["amount_minor", "text"])
    .where("account", "=", "operator")
    .where("state", "=", "explained")
    .where("amount_minor", "<", 0)
    .where("booked_on", ">=", from_day)
    .where("decided_by", "=", decided_by)
    .execute();
}

/** Which of these lines are known already. */
export async function listKnownHashes(reader: Reader, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await reader.selectFrom("bank_line").select("hash").where("hash", "in", hashes).execute();
  return new Set(rows.map(({ hash }) => hash));
}

/**
 * Lines nobody has found the reason of, oldest first; on one day what went out before what came in, so that a payment is
 * known before its return.
 */
export async function listUnmatchedLines(reader: Reader, account: BankAccount): Promise<BankLineTable[]> {
  return reader
    .selectFrom("bank_line")
    .selectAll()
    .where("account", "=", account)
    .where("state", "=", "unmatched")
    .orderBy("booked_on")
    .orderBy("amount_minor")
    .orderBy("id")
    .execute();
}

/** Lines whose reason is known, newest first, with what they were matched to. */
export async function listDecidedLines(reader: Reader, account: BankAccount, limit: number) {
  return (
    reader
      .selectFrom("bank_line")
      .leftJoin("payout", "payout.id", "bank_line.payout_id")
      .leftJoin("withdrawal", "withdrawal.id", "bank_line.withdrawal_id")
      .leftJoin("refund_payment", "refund_payment.bank_line_id", "bank_line.id")
      // money that came back stands for a new refund, in place of the one that was paid
      .leftJoin("refund", "refund.id", "bank_line.refund_id")
      .leftJoin("refund_payment as returned", (join) =>
        join.onRef("returned.refund_id", "=", "refund.replaces_id").on("returned.state", "=", "confirmed"),
      )
      .leftJoin("person", "person.id", "bank_line.decided_by")
      .selectAll("bank_line")
      .select(["payout.reference as payout_reference", "payout.batch_id", "payout.payee"])
      .select(["withdrawal.reference as withdrawal_reference", "person.name as decided_by_name"])
      .select((eb) => eb.fn.coalesce("refund_payment.bank_reference", "returned.bank_reference").as("refund_reference"))
      .where("bank_line.account", "=", account)
      .where("bank_line.state", "<>", "unmatched")
      .orderBy("bank_line.booked_on", "desc")
      .orderBy("bank_line.id")
      .limit(limit)
      .execute()
  );
}
