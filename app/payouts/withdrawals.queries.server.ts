import { STRIPE_BALANCE } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import type { Reader } from "~/platform/database.server";

/** What the journal has at the processor less what is on its way from there, in minor units. */
export async function getWithdrawable(reader: Reader): Promise<number> {
  const on_way = await reader
    .selectFrom("withdrawal")
    .select((eb) => eb.fn.sum<number>("amount_minor").as("amount_minor"))
    .where("state", "=", "approved")
    .executeTakeFirst();
  return (await getAccountBalance(reader, STRIPE_BALANCE)) - Number(on_way?.amount_minor ?? 0);
}

/** The one that waits for its second person, if there is one. */
export async function findOpenWithdrawal(reader: Reader) {
  return reader.selectFrom("withdrawal").selectAll().where("state", "=", "requested").executeTakeFirst();
}

export async function findWithdrawal(reader: Reader, id: string) {
  return reader.selectFrom("withdrawal").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findWithdrawalByReference(reader: Reader, reference: string) {
  return reader.selectFrom("withdrawal").selectAll().where("reference", "=", reference).executeTakeFirst();
}

export async function findWithdrawalByStripeId(reader: Reader, stripe_payout_id: string) {
  return reader
    .selectFrom("withdrawal")
    .selectAll()
    .where("stripe_payout_id", "=", stripe_payout_id)
    .executeTakeFirst();
}

/** Withdrawals, newest first. */
export async function listWithdrawals(reader: Reader, limit: number) {
  return reader
    .selectFrom("withdrawal")
    .selectAll()
    .orderBy("requested_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** Withdrawals that a line of this amount may be the arrival of. */
export async function listFittingWithdrawals(reader: Reader, amount_minor: number) {
  return reader
    .selectFrom("withdrawal")
    .selectAll()
    .where("amount_minor", "=", amount_minor)
    .where("state", "in", ["submitted", "paid"])
    .where("bank_line_id", "is", null)
    .orderBy("requested_at", "desc")
    .execute();
}
