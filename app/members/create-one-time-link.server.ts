import { addMs, HOUR_MS, type Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { randomToken, restingHash } from "~/platform/keyed-hash.server";
import { insertOneTimeLink } from "./members.store.server";

const LINK_LIFETIME_MS = HOUR_MS;

/** A token that signs `person_id` in once, within an hour. Only its hash is kept. */
export async function createOneTimeLink(trx: Trx, person_id: string, now: Instant): Promise<string> {
  const token = randomToken();
  await insertOneTimeLink(trx, {
    token_hash: restingHash(token),
    person_id,
    expires_at: addMs(now, LINK_LIFETIME_MS),
    used_at: null,
  });
  return token;
}
