import type { DisputePartTable } from "#db/schema/bookings";
import { DISPUTE_LOSSES } from "~/ledger/account";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import type { DisputeFact, DisputeTransaction } from "~/payments/dispute-fact";
import type { Reader } from "~/platform/database.server";

export async function findDispute(reader: Reader, id: string) {
  return reader.selectFrom("dispute").selectAll().where("id", "=", id).executeTakeFirst();
}

/** A booking's disputes, oldest first. */
export async function listDisputes(reader: Reader, booking_id: string) {
  return reader
    .selectFrom("dispute")
    .selectAll()
    .where("booking_id", "=", booking_id)
    .orderBy("opened_at")
    .orderBy("id")
    .execute();
}

/**
 * True while a bank decides about a booking's payment: nothing of it is used, refunded or ended meanwhile. What happens
 * to surplus is no matter of the booking.
 */
export async function isDisputed(reader: Reader, booking_id: string): Promise<boolean> {
  const row = await reader
    .selectFrom("dispute")
    .innerJoin("booking", "booking.charge_id", "dispute.charge_id")
    .select("dispute.id")
    .where("booking.id", "=", booking_id)
    .where("dispute.is_blocking", "=", 1)
    .executeTakeFirst();
  return row !== undefined;
}

/** True while a bank decides about a charge, a booking's own or one that none could take. */
export async function isChargeDisputed(reader: Reader, charge_id: string): Promise<boolean> {
  const row = await reader
    .selectFrom("dispute")
    .select("id")
    .where("charge_id", "=", charge_id)
    .where("is_blocking", "=", 1)
    .executeTakeFirst();
  return row !== undefined;
}

/** True while a bank decides about the charge that a refund of ours would be made of. */
export async function isRefundDisputed(reader: Reader, refund_id: string): Promise<boolean> {
  const row = await reader
    .selectFrom("refund")
    .innerJoin("dispute", "dispute.charge_id", "refund.charge_id")
    .select("dispute.id")
    .where("refund.id", "=", refund_id)
    .where("dispute.is_blocking", "=", 1)
    .executeTakeFirst();
  return row !== undefined;
}

/** True while the processor looks at a booking's payment before it trusts it. */
export async function isUnderReview(reader: Reader, booking_id: string): Promise<boolean> {
  const row = await reader
    .selectFrom("payment_review")
    .select("id")
    .where("booking_id", "=", booking_id)
    .where("closed_at", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Who bore what of a lost dispute, in the order it was taken. */
export async function listDisputeParts(reader: Reader, dispute_id: string) {
  return reader
    .selectFrom("dispute_part")
    .selectAll()
    .where("dispute_id", "=", dispute_id)
    .orderBy("ordinal")
    .execute();
}

/** What lost disputes took of one voucher, and has not come back to whoever had it, in minor units. */
export async function getLostMinor(reader: Reader, voucher_id: string): Promise<number> {
  const parts = await reader
    .selectFrom("dispute_part")
    .select(["source", "amount_minor", "recovered_minor", "recovered_merchant_minor"])
    .where("voucher_id", "=", voucher_id)
    .execute();
  return parts.reduce((sum, part) => sum + lostMinor(part), 0);
}

/** What a bank gave back of a booking's unused vouchers, by voucher, in minor units; zero where it was won back. */
export async function listChargedBack(reader: Reader, booking_id: string): Promise<Map<string, number>> {
  const parts = await reader
    .selectFrom("dispute_part")
    .innerJoin("dispute", "dispute.id", "dispute_part.dispute_id")
    .select(["voucher_id", "dispute_part.amount_minor", "recovered_minor"])
    .where("dispute.booking_id", "=", booking_id)
    .where("source", "=", "held")
    .execute();
  const taken = new Map<string, number>();
  for (const { voucher_id, amount_minor, recovered_minor } of parts) {
    const id = voucher_id ?? "";
    taken.set(id, (taken.get(id) ?? 0) + amount_minor - recovered_minor);
  }
  return taken;
}

/** What lost disputes took of what one charge had left, in minor units. */
export async function getLostOfCharge(reader: Reader, charge_id: string): Promise<number> {
  const parts = await reader
    .selectFrom("dispute_part")
    .innerJoin("dispute", "dispute.id", "dispute_part.dispute_id")
    .select(["source", "dispute_part.amount_minor", "recovered_minor", "recovered_merchant_minor"])
    .where("dispute.charge_id", "=", charge_id)
    .where("source", "<>", "loss")
    .execute();
  return parts.reduce((sum, part) => sum + lostMinor(part), 0);
}

/** What of an unused voucher came back is surplus now: the voucher holds it no more. */
function lostMinor(
  part: Pick<DisputePartTable, "source" | "amount_minor" | "recovered_minor" | "recovered_merchant_minor">,
): number {
  return part.amount_minor - (part.source === "held" ? 0 : part.recovered_minor + part.recovered_merchant_minor);
}

/** Disputes for the operator, open ones first and the nearest deadline first of all. */
export async function listDisputesForDesk(reader: Reader, limit: number) {
  const rows = await reader
    .selectFrom("dispute")
    .innerJoin("booking", "booking.id", "dispute.booking_id")
    .selectAll("dispute")
    .select("booking.terms_json")
    .select((eb) =>
      eb
        .selectFrom("dispute_part")
        .select((part) => part.fn.sum<number>("recovered_minor").as("surplus_minor"))
        .whereRef("dispute_part.dispute_id", "=", "dispute.id")
        .where("dispute_part.source", "in", ["held", "surplus"])
        .as("surplus_minor"),
    )
    .orderBy((eb) => eb.case().when("dispute.closed_at", "is", null).then(0).else(1).end())
    .orderBy((eb) => eb.fn.coalesce("dispute.closed_at", eb.val("")), "desc")
    .orderBy((eb) => eb.fn.coalesce("dispute.evidence_due_at", "dispute.opened_at"))
    .orderBy("dispute.id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, surplus_minor: Number(row.surplus_minor ?? 0) }));
}

/** Disputes that nobody has decided yet. */
export async function countOpenDisputes(reader: Reader): Promise<number> {
  const { count } = await reader
    .selectFrom("dispute")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("closed_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The journal's entries that name one of the disputes, in order. */
export async function listDisputeEntries(reader: Reader, dispute_ids: readonly string[]) {
  if (dispute_ids.length === 0) return [];
  return reader
    .selectFrom("journal_entry")
    .select(["seq", "kind", "booked_on", "dispute_id"])
    .where("dispute_id", "in", dispute_ids)
    .orderBy("seq")
    .execute();
}

/** A balance transaction that is not in the books yet, and the name its entry will have. */
type UnpostedTransaction = { transaction: DisputeTransaction; idem: string };

/** What a dispute moved on our balance and is in no entry yet, in order. */
export async function listUnpostedTransactions(reader: Reader, fact: DisputeFact): Promise<UnpostedTransaction[]> {
  const unposted: UnpostedTransaction[] = [];
  const first = await findEntryByIdem(reader, `dispute:${fact.id}`);
  let has_opened = first !== undefined;
  for (const transaction of fact.transactions) {
    const { balance_transaction_id, amount_minor, fee_minor } = transaction;
    if ((amount_minor === 0 && fee_minor === 0) || first?.stripe.balance_transaction === balance_transaction_id)
      continue;
    const is_first = amount_minor <= 0 && !has_opened;
    const another =
      amount_minor > 0 ? `dispute_won:${balance_transaction_id}` : `dispute:${fact.id}:${balance_transaction_id}`;
    has_opened ||= is_first;
    const idem = is_first ? `dispute:${fact.id}` : another;
    if (is_first || !(await findEntryByIdem(reader, idem))) unposted.push({ transaction, idem });
  }
  return unposted;
}

/** A dispute can be lost again after a win that did not last: its second loss has a name of its own. */
export async function freeDisputeIdem(reader: Reader, name: string, ordinal = 1): Promise<string> {
  const idem = ordinal === 1 ? name : `${name}:${ordinal}`;
  return (await findEntryByIdem(reader, idem)) ? freeDisputeIdem(reader, name, ordinal + 1) : idem;
}

/** What of a dispute the operator bears, in minor units: what was lost and has not come back. */
export async function getBorneByOperator(reader: Reader, dispute_id: string): Promise<number> {
  const { borne_minor } = await reader
    .selectFrom("posting")
    .innerJoin("journal_entry", "journal_entry.seq", "posting.entry_seq")
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>("posting.amount_minor"), eb.lit(0)).as("borne_minor"))
    .where("journal_entry.dispute_id", "=", dispute_id)
    .where("posting.account", "=", DISPUTE_LOSSES)
    .executeTakeFirstOrThrow();
  return Number(borne_minor);
}
