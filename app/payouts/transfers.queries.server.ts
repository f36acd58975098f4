import type { Reader } from "~/platform/database.server";

export async function findTransfer(reader: Reader, voucher_id: string) {
  return reader.selectFrom("transfer").selectAll().where("voucher_id", "=", voucher_id).executeTakeFirst();
}

/** A voucher's transfers that never reached the merchant, oldest first. */
export async function listStoppedTransfers(reader: Reader, voucher_id: string) {
  return reader
    .selectFrom("stopped_transfer")
    .selectAll()
    .where("voucher_id", "=", voucher_id)
    .orderBy("attempt")
    .execute();
}

export async function findStoppedTransfer(reader: Reader, id: string) {
  return reader.selectFrom("stopped_transfer").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Transfers the processor refused that nobody has seen to, of shares nobody has paid otherwise, oldest first. */
export async function listRefusedTransfers(reader: Reader) {
  return reader
    .selectFrom("stopped_transfer")
    .innerJoin("settlement", "settlement.voucher_id", "stopped_transfer.voucher_id")
    .innerJoin("merchant", "merchant.id", "stopped_transfer.merchant_id")
    .selectAll("stopped_transfer")
    .select(["merchant.name_zh", "merchant.name_en", "settlement.booking_id"])
    .where("stopped_transfer.is_refused", "=", 1)
    .where("stopped_transfer.released_at", "is", null)
    .where("settlement.state", "in", ["waiting", "due", "held"])
    .orderBy("stopped_transfer.stopped_at")
    .orderBy("stopped_transfer.id")
    .execute();
}

/** What of a merchant's transfers was asked back and has not come yet, in minor units. */
export async function getReversing(reader: Reader, merchant_id: string): Promise<number> {
  const row = await reader
    .selectFrom("transfer_reversal")
    .innerJoin("transfer", "transfer.voucher_id", "transfer_reversal.voucher_id")
    .select((eb) => eb.fn.sum<number>("transfer_reversal.amount_minor").as("amount_minor"))
    .where("transfer.merchant_id", "=", merchant_id)
    .where("transfer_reversal.state", "=", "queued")
    .executeTakeFirst();
  return Number(row?.amount_minor ?? 0);
}

/** What was asked back of one transfer so far, and what of that the processor did not refuse. */
export async function getAskedBack(
  reader: Reader,
  voucher_id: string,
): Promise<{ asked_minor: number; standing_minor: number }> {
  const rows = await reader
    .selectFrom("transfer_reversal")
    .select(["state", "amount_minor"])
    .where("voucher_id", "=", voucher_id)
    .execute();
  const sum = (from: typeof rows) => from.reduce((total, { amount_minor }) => total + amount_minor, 0);
  return { asked_minor: sum(rows), standing_minor: sum(rows.filter(({ state }) => state !== "refused")) };
}

/** Vouchers whose transfer is done and of which refunds have to be had back. */
export async function listOwedBack(reader: Reader): Promise<string[]> {
  const rows = await reader
    .selectFrom("transfer")
    .innerJoin("settlement", "settlement.voucher_id", "transfer.voucher_id")
    .select("transfer.voucher_id")
    .where("transfer.state", "=", "done")
    .where("transfer.stripe_transfer_id", "is not", null)
    .where("settlement.owed_back_minor", ">", 0)
    .where((eb) =>
      eb(
        "settlement.owed_back_minor",
        ">",
        eb
          .selectFrom("transfer_reversal")
          .select((each) => each.fn.coalesce(each.fn.sum<number>("amount_minor"), each.lit(0)).as("asked_minor"))
          .whereRef("transfer_reversal.voucher_id", "=", "transfer.voucher_id"),
      ),
    )
    .orderBy("transfer.voucher_id")
    .execute();
  return rows.map(({ voucher_id }) => voucher_id);
}
