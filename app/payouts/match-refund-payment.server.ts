import { confirmRefundPayment, type ProofRefusal } from "~/bookings/confirm-refund-payment.server";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findBankLine } from "./bank.queries.server";
import { decideBankLine } from "./bank.store.server";

/**
 * A line of the operator's statement is a refund that the processor could not deliver: it is booked with this. Always
 * matched by a person, and not by who said that it was paid. Twice is once.
 */
export async function matchRefundPayment(
  trx: Trx,
  match: { line_id: string; refund_id: string; decided_by: string },
  now: Instant,
): Promise<Result<undefined, ProofRefusal | "line-unknown" | "already-decided">> {
  const { line_id, refund_id, decided_by } = match;
  const line = await findBankLine(trx, line_id);
  if (!line) return failure("line-unknown");
  if (line.state === "matched" && line.refund_id === refund_id) return ok();
  if (line.state === "matched") return failure("already-decided");
  if (line.account !== "operator") return failure("does-not-fit");
  const confirmed = await confirmRefundPayment(trx, { refund_id, line, confirmed_by: decided_by }, now);
  if (!confirmed.ok) return confirmed;
  const decision = { state: "matched", refund_id, explanation: null, decided_by, decided_at: now } as const;
  return (await decideBankLine(trx, line_id, decision)) ? ok() : failure("already-decided");
}
