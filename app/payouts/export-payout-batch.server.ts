import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { bankFile } from "./bank-file";
import { findBatch, listPayoutsOfBatch } from "./payouts.queries.server";
import { moveBatch } from "./payouts.store.server";

/** The file for the bank of an approved batch; the first time marks it exported, and every time gives the same bytes. */
export async function exportPayoutBatch(
  trx: Trx,
  { batch_id, exported_by }: { batch_id: string; exported_by: string },
  now: Instant,
): Promise<Result<string, "batch-unknown" | "not-approved">> {
  await moveBatch(trx, batch_id, ["approved"], { state: "exported", exported_by, exported_at: now });
  const batch = await findBatch(trx, batch_id);
  if (!batch) return failure("batch-unknown");
  if (batch.state === "draft" || batch.state === "void") return failure("not-approved");
  return ok(bankFile(await listPayoutsOfBatch(trx, batch_id), batch.currency));
}
