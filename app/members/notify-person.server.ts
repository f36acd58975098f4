import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { enqueueJob } from "~/platform/enqueue-job.server";
import { newId } from "~/platform/id-source.server";
import { insertNotice } from "./members.store.server";
import type { WantedNotice } from "./notice";

/**
 * Tells a person something, in the transaction in which it happens: it stands among their notices from the commit on,
 * and a job sends it to their phone afterwards. The same key again tells nothing.
 */
export async function notifyPerson(trx: Trx, wanted: WantedNotice, now: Instant): Promise<void> {
  const { key, person_id, kind, booking_id, values } = wanted;
  const id = newId();
  const notice = { id, key, person_id, kind, booking_id, values_json: JSON.stringify(values) };
  if (!(await insertNotice(trx, { ...notice, created_at: now, seen_at: null }))) return;
  await enqueueJob(trx, { kind: "send-notice", key: `notice:${id}`, input: { notice_id: id }, run_at: now }, now);
}
