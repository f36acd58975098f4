import type { Trx } from "~/platform/database.server";
import { deleteSessionsOf, updatePerson } from "./members.store.server";

/** Shuts a person out: their sign-ins end at once and nothing starts a new one. Twice is once. */
export async function disablePerson(trx: Trx, person_id: string): Promise<void> {
  await updatePerson(trx, person_id, { is_disabled: 1 });
  await deleteSessionsOf(trx, person_id);
}
