import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { findOpeningOutboxRow } from "./payments.queries.server";
import { finishOutboxRow, updateCheckout } from "./payments.store.server";

/** A checkout that was never opened is given up: the request for it is not sent any more. */
export async function abandonCheckout(
  trx: Trx,
  checkout: { reference: string; attempt: number },
  now: Instant,
): Promise<void> {
  const row = await findOpeningOutboxRow(trx, checkout.reference);
  if (row) await finishOutboxRow(trx, row.id, { state: "done", finished_at: now, error: "given up by the resident" });
  await updateCheckout(trx, checkout, { state: "failed" });
}
