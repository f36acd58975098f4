import type { Minor } from "~/kernel/money";
import type { Trx } from "~/platform/database.server";
import { addReturnedContribution } from "./fund.store.server";

/** A refund after use takes `amount_minor` of a voucher's contribution back; a refund that failed gives it again (negative). */
export async function returnContribution(trx: Trx, voucher_id: string, amount_minor: Minor): Promise<void> {
  await addReturnedContribution(trx, voucher_id, amount_minor);
}
