import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { mayBeAbout } from "./about-payout";
import { findBankLine, listExplanations } from "./bank.queries.server";
import { decideBankLine, insertExplanation } from "./bank.store.server";
import { listCancelledBy } from "./payouts.queries.server";

export type ExplainRefusal = "line-unknown" | "already-decided" | "canceller-explains";

/**
 * A line that is about nothing of ours (the bank's fee, rent) is explained by a person and no longer waits. It posts
 * nothing. Another explanation takes its place, and the earlier ones are kept; the same twice is one. Whoever cancelled a
 * payment does not explain away the line that may be it.
 */
export async function explainBankLine(
  trx: Trx,
  { line_id, explanation, decided_by }: { line_id: string; explanation: string; decided_by: string },
  now: Instant,
): Promise<Result<undefined, ExplainRefusal>> {
  const line = await findBankLine(trx, line_id);
  if (!line) return failure("line-unknown");
  if (line.explanation === explanation) return ok();
  if (line.state === "matched") return failure("already-decided");
  const cancelled = line.account === "operator" ? await listCancelledBy(trx, decided_by) : [];
  if (cancelled.some((payout) => mayBeAbout(line, payout))) return failure("canceller-explains");
  const decision = { state: "explained", explanation, decided_by, decided_at: now } as const;
  if (!(await decideBankLine(trx, line_id, decision))) return failure("already-decided");
  const [newest] = await listExplanations(trx, line_id);
  await insertExplanation(trx, {
    line_id,
    ordinal: (newest?.ordinal ?? 0) + 1,
    explanation,
    decided_by,
    decided_at: now,
  });
  return ok();
}
