import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { setNoticesSeen } from "./members.store.server";

/** A person has read their notices up to `until`; those that came after the page was made stay unread. */
export async function markNoticesSeen(trx: Trx, person_id: string, until: Instant, now: Instant): Promise<void> {
  await setNoticesSeen(trx, { person_id, until }, now);
}
