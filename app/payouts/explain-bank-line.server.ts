import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findBankLine } from "./bank.queries.server";
import { decideBankLine } from "./bank.store.server";

/**
 * A line that is about nothing of ours (the bank's fee, rent) is explained by a person and no longer waits. It posts
 * nothing. The same explanation twice is one.
 */
export async function explainBankLine(
  trx: Trx,
  { line_id, explanation, decided_by }: { line_id: string; explanation: string; decided_by: string },
  now: Instant,
): Promise<Result<undefined, "line-unknown" | "already-decided">> {
  const decision = { state: "explained", explanation, decided_by, decided_at: now } as const;
  if (await decideBankLine(trx, line_id, decision)) return ok();
  const line = await findBankLine(trx, line_id);
  if (!line) return failure("line-unknown");
  return line.explanation === explanation ? ok() : failure("already-decided");
}
