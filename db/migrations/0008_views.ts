import { type Kysely, sql } from "kysely";

/** The read-only views promised to other programs (contract.md); the same text on both databases. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create view v_slot as select id as slot_id, offer_id, capacity, held, sold from slot`.execute(db);
  await sql`create view v_quota as select offer_id, quota, per_resident, held, sold from offer_quota`.execute(db);
  await sql`create view v_booking as
    select id as booking_id, offer_id, slot_id, resident_id, quantity, state, gross_minor, currency, charge_id, refunded_minor from booking`.execute(
    db,
  );
  await sql`create view v_voucher as select id as voucher_id, booking_id, state, redeemed_at from voucher`.execute(db);
  await sql`create view v_outbox as select id, key, state, tries_count as tries from outbox`.execute(db);
  await sql`create view v_stripe_event as select id, type, object_id, state from stripe_event`.execute(db);
}
