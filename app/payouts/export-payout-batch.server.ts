import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { bankFile } from "./bank-file";
import { findBatch, listPayoutsOfBatch } from "./payouts.queries.server";
import { lockBatch, moveBatch } from "./payouts.store.server";

/** The file for the bank of an approved batch; the first time marks it exported, and every time gives the same bytes, but for lines cancelled since. */
export async function exportPayoutBatch(
  trx: Trx,
  { batch_id, exported_by }: { batch_id: string; exported_by: string },
  now: Instant,
): Promise<Result<string, "batch-unknown" | "not-approved">> {
  // a line that is being cancelled is either in the file or not on its way any more
  await lockBatch(trx, batch_id);
  await moveBatch(trx, batch_id, ["approved"], { state: "exported", exported_by, exported_at: now });
  const batch = await findBatch(trx, batch_id);
  if (!batch) return failure("batch-unknown");
  if (batch.state === "draft" || batch.state === "void") return failure("not-approved");
  const payouts = await listPayoutsOfBatch(trx, batch_id);
  // a line that was cancelled is due again in another batch: the bank must not see it
  const wanted = payouts.filter(({ state }) => state !== "void");
  return ok(bankFile(wanted, batch.currency));
}
