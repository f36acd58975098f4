import type { DisputePartTable, DisputeTable, PaymentReviewTable } from "#db/schema/bookings";
import type { Trx } from "~/platform/database.server";

export async function insertDispute(trx: Trx, dispute: DisputeTable): Promise<void> {
  await trx.insertInto("dispute").values(dispute).execute();
}

/** What a dispute has become. Callers hold its booking's lock. */
export async function updateDispute(
  trx: Trx,
  id: string,
  change: Partial<Omit<DisputeTable, "id" | "booking_id" | "charge_id" | "opened_at">>,
): Promise<void> {
  await trx.updateTable("dispute").set(change).where("id", "=", id).execute();
}

export async function insertDisputePart(trx: Trx, part: DisputePartTable): Promise<void> {
  await trx.insertInto("dispute_part").values(part).execute();
}

/** Adds to what of a lost part came back; the table refuses more than was lost. */
export async function addRecovered(
  trx: Trx,
  part: Pick<DisputePartTable, "dispute_id" | "ordinal">,
  change: { recovered_minor: number; recovered_merchant_minor: number },
): Promise<void> {
  await trx
    .updateTable("dispute_part")
    .set((eb) => ({
      recovered_minor: eb("recovered_minor", "+", change.recovered_minor),
      recovered_merchant_minor: eb("recovered_merchant_minor", "+", change.recovered_merchant_minor),
    }))
    .where("dispute_id", "=", part.dispute_id)
    .where("ordinal", "=", part.ordinal)
    .execute();
}

/** Keeps a review once; a known id changes nothing. */
export async function insertPaymentReview(trx: Trx, review: PaymentReviewTable): Promise<void> {
  await trx
    .insertInto("payment_review")
    .values(review)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

/** Ends a review that is open. */
export async function closePaymentReview(trx: Trx, id: string, closed_at: string): Promise<void> {
  await trx
    .updateTable("payment_review")
    .set({ closed_at })
    .where("id", "=", id)
    .where("closed_at", "is", null)
    .execute();
}
