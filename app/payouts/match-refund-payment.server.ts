import { confirmRefundPayment, type ProofRefusal } from "~/bookings/confirm-refund-payment.server";
import { findRefund } from "~/bookings/refunds.queries.server";
import { returnRefundPayment } from "~/bookings/return-refund-payment.server";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findBankLine } from "./bank.queries.server";
import { decideBankLine } from "./bank.store.server";

/**
 * A line of the operator's statement is a refund that the processor could not deliver, which was paid from the bank or,
 * where the line is money that came in, brought back by it: it is booked with this. Always matched by a person, and not by
 * who said that it was paid. Twice is once.
 */
export async function matchRefundPayment(
  trx: Trx,
  match: { line_id: string; refund_id: string; decided_by: string },
  now: Instant,
): Promise<Result<undefined, ProofRefusal | "line-unknown" | "already-decided">> {
  const { line_id, refund_id, decided_by } = match;
  const line = await findBankLine(trx, line_id);
  if (!line) return failure("line-unknown");
  if (line.state === "matched") return (await isAbout(trx, line, refund_id)) ? ok() : failure("already-decided");
  if (line.account !== "operator") return failure("does-not-fit");
  const proof = { refund_id, line, confirmed_by: decided_by };
  // a line stands for one refund: what came back is the new one's, which takes the place of the one that was paid
  const booked =
    line.amount_minor > 0 ? await returnRefundPayment(trx, proof, now) : await confirmRefundPayment(trx, proof, now);
  if (!booked.ok) return booked;
  const decision = { state: "matched", explanation: null, decided_by, decided_at: now } as const;
  const is_decided = await decideBankLine(trx, line_id, { ...decision, refund_id: booked.value ?? refund_id });
  return is_decided ? ok() : failure("already-decided");
}

async function isAbout(trx: Trx, line: { refund_id: string | null }, refund_id: string): Promise<boolean> {
  if (line.refund_id === null) return false;
  return line.refund_id === refund_id || (await findRefund(trx, line.refund_id))?.replaces_id === refund_id;
}
