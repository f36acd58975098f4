import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { retryEvent } from "~/payments/retry-event.server";
import { retryOutboxRow } from "~/payments/retry-outbox-row.server";
import type { Trx } from "~/platform/database.server";
import { retryJob } from "~/platform/held-job.server";
import { newId } from "~/platform/id-source.server";
import type { Queue } from "./dead-letter";
import { findLetter } from "./dead-letters.queries.server";
import { insertDeadLetterRetry } from "./dead-letters.store.server";

const RETRY = { outbox: retryOutboxRow, inbox: retryEvent, job: retryJob };

/**
 * Somebody sends what had failed for good on its way again, with all its tries; who and when is kept. What is not dead,
 * and a second time, changes nothing: `not-dead`.
 */
export async function retryDeadLetter(
  trx: Trx,
  { queue, row_id, person_id }: { queue: Queue; row_id: string; person_id: string },
  now: Instant,
): Promise<Result<undefined, "letter-unknown" | "not-dead">> {
  const letter = await findLetter(trx, queue, row_id);
  if (!letter) return failure("letter-unknown");
  if (!(await RETRY[queue](trx, row_id, now))) return failure("not-dead");
  const { tries_count, error } = letter;
  await insertDeadLetterRetry(trx, { id: newId(), queue, row_id, person_id, retried_at: now, tries_count, error });
  return ok();
}
