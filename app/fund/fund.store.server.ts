import type { ReceiptTable } from "#db/schema/fund";
import type { Trx } from "~/platform/database.server";

export async function insertReceipt(trx: Trx, receipt: ReceiptTable): Promise<void> {
  await trx.insertInto("receipt").values(receipt).execute();
}

/** Moves the receipt of a voucher from `from` to a new state; a voucher that cost nothing has none. */
export async function moveReceipt(
  trx: Trx,
  voucher_id: string,
  from: ReceiptTable["state"],
  change: Pick<ReceiptTable, "state" | "entered_at">,
): Promise<void> {
  await trx.updateTable("receipt").set(change).where("voucher_id", "=", voucher_id).where("state", "=", from).execute();
}

/** Adds to what went back of the contribution of a voucher; a voucher that cost nothing has no receipt. */
export async function addReturnedContribution(trx: Trx, voucher_id: string, amount_minor: number): Promise<void> {
  await trx
    .updateTable("receipt")
    .set((eb) => ({ returned_minor: eb("returned_minor", "+", amount_minor) }))
    .where("voucher_id", "=", voucher_id)
    .execute();
}

/** Replaces the signed promise of a voucher's receipt while it is one. */
export async function setPromise(trx: Trx, voucher_id: string, promise_json: string): Promise<void> {
  await trx
    .updateTable("receipt")
    .set({ promise_json })
    .where("voucher_id", "=", voucher_id)
    .where("state", "=", "promised")
    .execute();
}
