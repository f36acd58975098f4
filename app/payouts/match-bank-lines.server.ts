import type { BankAccount, BankLineTable } from "#db/schema/payouts";
import type { Instant } from "~/kernel/instant";
import { type Database, inTransaction, type Reader } from "~/platform/database.server";
import { listUnmatchedLines } from "./bank.queries.server";
import { matchBankLine } from "./match-bank-line.server";
import { matchWithdrawal } from "./match-withdrawal.server";
import { referencesIn } from "./payout-plan";
import { findPayoutByReference } from "./payouts.queries.server";
import { findWithdrawalByReference } from "./withdrawals.queries.server";

/**
 * Matches every unmatched line that carries one of our references and its exact amount, each in a transaction of its own.
 * Gives how many; the others wait for a person.
 */
export async function matchBankLines(db: Database, account: BankAccount, now: Instant): Promise<number> {
  let matched_count = 0;
  for (const line of await listUnmatchedLines(db.read, account)) {
    if (await matchByReference(db, line, now)) matched_count += 1;
  }
  return matched_count;
}

async function matchByReference(db: Database, line: BankLineTable, now: Instant): Promise<boolean> {
  for (const reference of referencesIn(line.text)) {
    const target = await targetOf(db.read, reference);
    const decided = { line_id: line.id, decided_by: null };
    const matched =
      target &&
      (await inTransaction(db, (trx) =>
        target.is === "payout"
          ? matchBankLine(trx, { ...decided, payout_id: target.id }, now)
          : matchWithdrawal(trx, { ...decided, withdrawal_id: target.id }, now),
      ));
    if (matched?.ok) return true;
  }
  return false;
}

async function targetOf(reader: Reader, reference: string) {
  const payout = await findPayoutByReference(reader, reference);
  if (payout) return { is: "payout", id: payout.id } as const;
  const withdrawal = await findWithdrawalByReference(reader, reference);
  return withdrawal && ({ is: "withdrawal", id: withdrawal.id } as const);
}
