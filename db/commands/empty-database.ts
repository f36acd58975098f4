import { countMerchants, findCommunity } from "~/alliance/alliance.queries.server";
import { countPeople } from "~/members/members.queries.server";
import type { Database } from "~/platform/database.server";

/** True when nobody has lived in this database yet: no community, people or merchants. */
export async function isEmptyDatabase({ read }: Database): Promise<boolean> {
  if (await findCommunity(read)) return false;
  return (await countPeople(read)) === 0 && (await countMerchants(read)) === 0;
}
