import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findStoppedTransfer } from "./transfers.queries.server";
import { releaseRefusedTransfer } from "./transfers.store.server";

/** A person has seen to why the processor refused a transfer: the share is sent again when it is due. Twice is once. */
export async function resendTransfer(
  trx: Trx,
  resend: { stopped_id: string; released_by: string },
  now: Instant,
): Promise<Result<undefined, "transfer-unknown">> {
  const { stopped_id, released_by } = resend;
  const stopped = await findStoppedTransfer(trx, stopped_id);
  if (stopped?.is_refused !== 1) return failure("transfer-unknown");
  await releaseRefusedTransfer(trx, stopped_id, { released_by, released_at: now });
  return ok();
}
