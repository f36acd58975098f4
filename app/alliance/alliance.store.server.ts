import type { CommunityTable, MerchantTable, MerchantTierTable, SharePolicyTable } from "#db/schema/alliance";
import type { Trx } from "~/platform/database.server";

export async function insertCommunity(trx: Trx, community: CommunityTable): Promise<void> {
  await trx.insertInto("community").values(community).execute();
}

/** Adds a merchant or replaces what is known of it; its first day stays. */
export async function upsertMerchant(trx: Trx, merchant: MerchantTable): Promise<void> {
  const { id: _id, created_at: _created_at, ...known } = merchant;
  await trx
    .insertInto("merchant")
    .values(merchant)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(known))
    .execute();
}

export async function upsertMerchantTier(trx: Trx, held: MerchantTierTable): Promise<void> {
  await trx
    .insertInto("merchant_tier")
    .values(held)
    .onConflict((conflict) => conflict.columns(["merchant_id", "from_on"]).doUpdateSet({ tier: held.tier }))
    .execute();
}

export async function insertSharePolicy(trx: Trx, policy: SharePolicyTable): Promise<void> {
  await trx.insertInto("share_policy").values(policy).execute();
}

/** Ends an open policy: the only change a policy ever sees. */
export async function endSharePolicy(trx: Trx, id: string, effective_to: string): Promise<void> {
  await trx
    .updateTable("share_policy")
    .set({ effective_to })
    .where("id", "=", id)
    .where("effective_to", "is", null)
    .execute();
}
