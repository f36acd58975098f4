import { engineOf } from "#db/engine";
import type { Trx } from "~/platform/database.server";

/**
 * Keeps an offer as it is until this transaction ends, without keeping other buyers waiting: PostgreSQL shares a lock
 * on the row, SQLite has one writer.
 */
export async function lockOfferTerms(trx: Trx, offer_id: string): Promise<void> {
  if (engineOf(trx) === "sqlite") return;
  await trx.selectFrom("offer").select("id").where("id", "=", offer_id).forShare().execute();
}
