import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { findCommunity } from "./alliance.queries.server";
import { insertCommunity } from "./alliance.store.server";
import type { Community } from "./community";

/** Founds the community of an empty database; there is one for its whole life. */
export async function createCommunity(
  trx: Trx,
  community: Community,
  now: Instant,
): Promise<Result<undefined, "community-exists">> {
  if (await findCommunity(trx)) return failure("community-exists");
  await insertCommunity(trx, { id: 1, ...community, created_at: now });
  return ok();
}
