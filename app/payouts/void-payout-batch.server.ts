import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findBatch } from "./payouts.queries.server";
import { moveBatch, movePayoutsOfBatch } from "./payouts.store.server";

/** Gives a draft up: nothing of it had moved. Twice is once. */
export async function voidPayoutBatch(
  trx: Trx,
  { batch_id, voided_by }: { batch_id: string; voided_by: string },
  now: Instant,
): Promise<Result<undefined, "batch-unknown" | "not-a-draft">> {
  const change = { state: "void", voided_by, voided_at: now } as const;
  if (await moveBatch(trx, batch_id, ["draft"], change)) {
    await movePayoutsOfBatch(trx, batch_id, "planned", "void");
    return ok();
  }
  const batch = await findBatch(trx, batch_id);
  if (!batch) return failure("batch-unknown");
  return batch.state === "void" ? ok() : failure("not-a-draft");
}
