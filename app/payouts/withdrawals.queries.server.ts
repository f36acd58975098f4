import { sumMinor } from "~/kernel/money";
import { STRIPE_BALANCE } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import type { Reader } from "~/platform/database.server";

/** What the journal has at the processor, what of it is spoken for, and what is left for the operator's bank; minor units. */
export type WithdrawableSum = {
  balance_minor: number;
  /** Residents' money for vouchers that were not used yet. */
  held_minor: number;
  /** Money no booking could take: it goes back. */
  surplus_minor: number;
  /** Refunds of used vouchers that were asked for and are not booked yet. */
  refunds_minor: number;
  /** Shares of merchants who are paid by transfer, from the balance itself. */
  transfers_minor: number;
  /** Approved withdrawals that are not booked yet. */
  on_way_minor: number;
  withdrawable_minor: number;
};

export async function getWithdrawableSum(reader: Reader): Promise<WithdrawableSum> {
  const spoken_for = {
    held_minor: await getOwedOn(reader, "liabilities:held"),
    surplus_minor: await getOwedOn(reader, "liabilities:surplus"),
    refunds_minor: await getUnbookedRefunds(reader),
    transfers_minor: await getUntransferred(reader),
    on_way_minor: await getApproved(reader),
  };
  const balance_minor = await getAccountBalance(reader, STRIPE_BALANCE);
  const withdrawable_minor = balance_minor - sumMinor(Object.values(spoken_for));
  return { balance_minor, ...spoken_for, withdrawable_minor };
}

/** What stands to somebody's credit on the accounts below `prefix`; what one has had too much is nobody else's less. */
async function getOwedOn(reader: Reader, prefix: string): Promise<number> {
  const { owed_minor } = await reader
    .selectFrom((eb) =>
      eb
        .selectFrom("posting")
        .select("account")
        .select((each) => each.fn.sum<number>("amount_minor").as("open_minor"))
        .where("account", ">=", `${prefix}:`)
        .where("account", "<", `${prefix};`)
        .groupBy("account")
        .as("each_account"),
    )
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("open_minor"), eb.lit(0)).as("owed_minor"))
    .where("open_minor", "<", 0)
    .executeTakeFirstOrThrow();
  return 0 - Number(owed_minor) || 0;
}

async function getUnbookedRefunds(reader: Reader): Promise<number> {
  const { amount_minor } = await reader
    .selectFrom("refund_part")
    .innerJoin("refund", "refund.id", "refund_part.refund_id")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("refund_part.amount_minor"), eb.lit(0)).as("amount_minor"))
    .where("refund.state", "=", "requested")
    .where("refund_part.source", "=", "split")
    .executeTakeFirstOrThrow();
  return Number(amount_minor);
}

async function getUntransferred(reader: Reader): Promise<number> {
  const { share_minor } = await reader
    .selectFrom("settlement")
    .innerJoin("payout_account", "payout_account.merchant_id", "settlement.merchant_id")
    .select((eb) => {
      const left = eb("settlement.amount_minor", "-", eb.ref("settlement.returned_minor"));
      return eb.fn.coalesce(eb.fn.sum<number>(left), eb.lit(0)).as("share_minor");
    })
    .where("payout_account.rail", "=", "stripe_transfer")
    .where("settlement.state", "in", ["waiting", "due", "held"])
    .executeTakeFirstOrThrow();
  const { queued_minor } = await reader
    .selectFrom("transfer")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("amount_minor"), eb.lit(0)).as("queued_minor"))
    .where("state", "=", "queued")
    .executeTakeFirstOrThrow();
  return Math.max(0, Number(share_minor)) + Number(queued_minor);
}

async function getApproved(reader: Reader): Promise<number> {
  const { amount_minor } = await reader
    .selectFrom("withdrawal")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("amount_minor"), eb.lit(0)).as("amount_minor"))
    .where("state", "=", "approved")
    .executeTakeFirstOrThrow();
  return Number(amount_minor);
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
