import { createHash } from "node:crypto";
import type { BankAccount } from "#db/schema/payouts";
import { canonicalJson } from "~/kernel/canonical-json";
import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { listKnownHashes } from "./bank.queries.server";
import { insertBankLine, insertStatement } from "./bank.store.server";
import type { StatementLine } from "./bank-statement";

/** How many lines of a statement were new. */
export type ImportedStatement = { line_count: number; added_count: number };

/**
 * Keeps the lines of a bank statement that are not known yet; the same file twice changes nothing. Equal lines of one
 * file are told apart by their order, so statements must hold whole days. Matching is another step.
 */
export async function importBankStatement(
  trx: Trx,
  statement: { account: BankAccount; lines: readonly StatementLine[]; imported_by: string },
  now: Instant,
): Promise<Result<ImportedStatement, never>> {
  const { account, lines, imported_by } = statement;
  const hashed = withHashes(account, lines);
  const known = await listKnownHashes(
    trx,
    hashed.map(({ hash }) => hash),
  );
  const added = hashed.filter(({ hash }) => !known.has(hash));
  if (added.length === 0) return ok({ line_count: lines.length, added_count: 0 });
  const statement_id = newId();
  const id = { id: statement_id };
  await insertStatement(trx, { ...id, account, line_count: added.length, imported_by, imported_at: now });
  for (const { line, hash } of added) {
    const { booked_on, amount_minor, counterparty, text } = line;
    const said = { booked_on, amount_minor, counterparty, text };
    await insertBankLine(trx, { ...UNDECIDED, ...said, id: newId(), statement_id, ordinal: line.line, account, hash });
  }
  return ok({ line_count: lines.length, added_count: added.length });
}

const UNDECIDED = {
  state: "unmatched" as const,
  payout_id: null,
  withdrawal_id: null,
  decided_by: null,
  decided_at: null,
  explanation: null,
  refund_id: null,
};

function withHashes(account: BankAccount, lines: readonly StatementLine[]): { line: StatementLine; hash: string }[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const { booked_on, amount_minor, counterparty, text } = line;
    const said = canonicalJson({ account, booked_on, amount_minor, counterparty, text });
    const place = (seen.get(said) ?? 0) + 1;
    seen.set(said, place);
    return { line, hash: createHash("sha256").update(`${said}\n${place}`).digest("hex") };
  });
}
