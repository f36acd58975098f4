import type {
  ComplaintTable,
  RefundPartTable,
  RefundPaymentTable,
  RefundRequestTable,
  RefundTable,
} from "#db/schema/bookings";
import type { Trx } from "~/platform/database.server";

export async function insertRefund(trx: Trx, refund: RefundTable): Promise<void> {
  await trx.insertInto("refund").values(refund).execute();
}

/** Moves a refund out of one of the states `from`; false when it is in none of them. */
export async function moveRefund(
  trx: Trx,
  id: string,
  from: readonly RefundTable["state"][],
  change: Partial<Omit<RefundTable, "id">> & { state: RefundTable["state"] },
): Promise<boolean> {
  const moved = await trx
    .updateTable("refund")
    .set(change)
    .where("id", "=", id)
    .where("state", "in", from)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

export async function insertRefundPart(trx: Trx, part: RefundPartTable): Promise<void> {
  await trx.insertInto("refund_part").values(part).execute();
}

/** What a part comes from, and how much, once it is known that it cannot all come from where it was wanted. */
export async function changeRefundPart(
  trx: Trx,
  part: Pick<RefundPartTable, "refund_id" | "ordinal">,
  { voucher_id, source, amount_minor }: Pick<RefundPartTable, "voucher_id" | "source" | "amount_minor">,
): Promise<void> {
  await trx
    .updateTable("refund_part")
    .set({ voucher_id, source, amount_minor })
    .where("refund_id", "=", part.refund_id)
    .where("ordinal", "=", part.ordinal)
    .execute();
}

/** Keeps what each party gave back in a part that is posted. */
export async function setPartShares(
  trx: Trx,
  part: Pick<RefundPartTable, "refund_id" | "ordinal">,
  shares: Pick<RefundPartTable, "commission_minor" | "fund_minor" | "merchant_minor" | "is_merchant_paid">,
): Promise<void> {
  await trx
    .updateTable("refund_part")
    .set(shares)
    .where("refund_id", "=", part.refund_id)
    .where("ordinal", "=", part.ordinal)
    .execute();
}

/** What becomes of a failed refund: a person decided, or (nobody) a dispute took what it owed. False when that was decided before. */
export async function resolveFailedRefund(
  trx: Trx,
  id: string,
  resolution: { resolved_at: string } & Pick<RefundTable, "resolved_by" | "resolution" | "resolution_note">,
): Promise<boolean> {
  const resolved = await trx
    .updateTable("refund")
    .set(resolution)
    .where("id", "=", id)
    .where("state", "in", ["failed", "canceled"])
    .where("resolved_at", "is", null)
    .executeTakeFirst();
  return resolved.numUpdatedRows === 1n;
}

/** A bank line shows that a failed refund was paid, also one of which a dispute took what it owed. False when it was asked for again. */
export async function markRefundPaid(
  trx: Trx,
  id: string,
  resolution: { resolved_at: string } & Pick<RefundTable, "resolved_by" | "resolution_note">,
): Promise<boolean> {
  const marked = await trx
    .updateTable("refund")
    .set({ ...resolution, resolution: "paid-otherwise" })
    .where("id", "=", id)
    .where("state", "in", ["failed", "canceled"])
    .where("resolution", "is", null)
    .executeTakeFirst();
  return marked.numUpdatedRows === 1n;
}

/** The bank brought it back; false where it was not paid otherwise. */
export async function unmarkRefundPaid(trx: Trx, id: string): Promise<boolean> {
  const unmarked = await trx
    .updateTable("refund")
    .set({ resolution: null })
    .where("id", "=", id)
    .where("resolution", "=", "paid-otherwise")
    .executeTakeFirst();
  return unmarked.numUpdatedRows === 1n;
}

export async function insertRefundPayment(trx: Trx, payment: RefundPaymentTable): Promise<void> {
  await trx.insertInto("refund_payment").values(payment).execute();
}

/** Ends a payment that waits for its bank line; false when it was ended before. */
export async function endRefundPayment(
  trx: Trx,
  id: string,
  end: Pick<RefundPaymentTable, "state" | "ended_by" | "ended_at" | "bank_line_id">,
): Promise<boolean> {
  const ended = await trx
    .updateTable("refund_payment")
    .set(end)
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  return ended.numUpdatedRows === 1n;
}

export async function insertRefundRequest(trx: Trx, request: RefundRequestTable): Promise<void> {
  await trx.insertInto("refund_request").values(request).execute();
}

/** Answers a refund request that waits for one; false when it was answered or withdrawn before. */
export async function answerRefundRequest(
  trx: Trx,
  id: string,
  answer: Pick<RefundRequestTable, "state" | "agreed_minor" | "answer" | "answered_at" | "answered_by">,
): Promise<boolean> {
  const answered = await trx
    .updateTable("refund_request")
    .set(answer)
    .where("id", "=", id)
    .where("state", "=", "requested")
    .executeTakeFirst();
  return answered.numUpdatedRows === 1n;
}

export async function insertComplaint(trx: Trx, complaint: ComplaintTable): Promise<void> {
  await trx.insertInto("complaint").values(complaint).execute();
}

/** What somebody says besides, of another request for the same voucher's money. */
export async function addToComplaint(trx: Trx, id: string, text: string): Promise<void> {
  await trx.updateTable("complaint").set({ text }).where("id", "=", id).where("state", "=", "open").execute();
}

/** Ends an open complaint; false when it ended before. */
export async function closeComplaintRow(
  trx: Trx,
  id: string,
  end: Pick<ComplaintTable, "outcome" | "closed_at" | "closed_by" | "closing_words">,
): Promise<boolean> {
  const closed = await trx
    .updateTable("complaint")
    .set({ state: "closed", ...end })
    .where("id", "=", id)
    .where("state", "=", "open")
    .executeTakeFirst();
  return closed.numUpdatedRows === 1n;
}
