import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { restingHash } from "~/platform/keyed-hash.server";
import { findOneTimeLink } from "./members.queries.server";
import { markOneTimeLinkUsed } from "./members.store.server";

/** Spends a one-time link; a second use, an expired and an unknown one answer alike. */
export async function useOneTimeLink(
  trx: Trx,
  token: string,
  now: Instant,
): Promise<Result<{ person_id: string }, "link-invalid">> {
  const link = await findOneTimeLink(trx, restingHash(token));
  if (!link || link.expires_at <= now) return failure("link-invalid");
  if (!(await markOneTimeLinkUsed(trx, link.token_hash, now))) return failure("link-invalid");
  return ok({ person_id: link.person_id });
}
