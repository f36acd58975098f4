import { KEYS } from "#tests/support/a-stripe";
import { booked } from "#tests/support/a-trading-shop";
import { aPerson } from "#tests/support/builders";
import { answerRefundRequest } from "~/bookings/answer-refund-request.server";
import { askForRefund } from "~/bookings/ask-for-refund.server";
import { awaitPayment } from "~/bookings/await-payment.server";
import { findBooking, listVouchers } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { complainAboutRefund } from "~/bookings/complain-about-refund.server";
import { confirmPayment } from "~/bookings/confirm-payment.server";
import { confirmRefundPayment } from "~/bookings/confirm-refund-payment.server";
import { contestRedemption } from "~/bookings/contest-redemption.server";
import { expireVouchers } from "~/bookings/expire-vouchers.server";
import { recordDispute } from "~/bookings/record-dispute.server";
import { recordRefund } from "~/bookings/record-refund.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { findRefundPayment, listRefundRequests, listRefunds } from "~/bookings/refunds.queries.server";
import { releaseBooking } from "~/bookings/release-booking.server";
import { type RefundResolution, resolveRefund } from "~/bookings/resolve-refund.server";
import { settleBookings } from "~/bookings/settle-bookings.server";
import { undoRedemption } from "~/bookings/undo-redemption.server";
import { withdrawContest } from "~/bookings/withdraw-contest.server";
import type { Instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import { accountName } from "~/ledger/account";
import type { RefundOutcome } from "~/payments/checkout";
import type { DisputeFact } from "~/payments/dispute-fact";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";

type Shop = { db: Database; merchant_id: string; cashier_id: string; offer_id: string };

/** One booking and everything that can happen to it, through the commands; vouchers, charges and refunds go by number. */
export class BookingMachine {
  readonly #shop: Shop;
  readonly #id: string;
  readonly #resident_id: string;
  readonly #refund_ids: string[] = [];
  #voucher_ids: string[] = [];
  #id_count = 0;

  private constructor(shop: Shop, id: string, resident_id: string) {
    this.#shop = shop;
    this.#id = id;
    this.#resident_id = resident_id;
  }

  /** Holds `quantity` pieces of the shop's offer for somebody new. */
  static async start(shop: Shop, id: string, quantity: number, now: Instant): Promise<BookingMachine> {
    const resident_id = await aPerson(shop.db, { name: `of-${id}`, role: "resident" });
    await booked(shop.db, { id, resident_id, offer_id: shop.offer_id, quantity }, now);
    return new BookingMachine(shop, id, resident_id);
  }

  async pay(charge: number, { amount_minor, fee_minor }: { amount_minor: number; fee_minor: number }, now: Instant) {
    const fee = { balance_transaction_id: `txn_${this.#id}_${charge}`, fee_minor };
    const fact = { id: this.#charge(charge), amount_minor, currency: "cny", captured_at: now, fee };
    const paid = await confirmPayment(this.#shop.db, { booking_id: this.#id, charge: fact }, KEYS, now);
    this.#voucher_ids = (await listVouchers(this.#shop.db.read, this.#id)).map(({ id }) => id);
    return paid.ok ? paid.value : paid.error;
  }

  pending = (now: Instant) => this.#do(async (trx) => ok(await awaitPayment(trx, this.#id, now)));

  release = (reason: "time-over" | "left-checkout", now: Instant) =>
    this.#do((trx) => releaseBooking(trx, { booking_id: this.#id, reason }, now));

  async redeem(voucher: number, now: Instant) {
    const { merchant_id, cashier_id } = this.#shop;
    const found = await this.#voucher(voucher);
    const redemption = { voucher_id: found.id, ordinal: found.redemption_count + 1, merchant_id, cashier_id };
    return this.#do((trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, now));
  }

  async undo(voucher: number, now: Instant) {
    const { merchant_id, cashier_id } = this.#shop;
    const { id: voucher_id, redemption_count: ordinal } = await this.#voucher(voucher);
    const undoing = { voucher_id, ordinal, merchant_id, cashier_id, reason: "wrong voucher" };
    return this.#do((trx) => undoRedemption(trx, undoing, now));
  }

  contest = (voucher: number, now: Instant) =>
    this.#do((trx) => contestRedemption(trx, { ...this.#own(voucher), text: "not served" }, now));

  withdraw = (voucher: number, now: Instant) => this.#do((trx) => withdrawContest(trx, this.#own(voucher), now));

  askFor = (voucher: number, wanted_minor: number, now: Instant) =>
    this.#do((trx) =>
      askForRefund(trx, { ...this.#own(voucher), id: this.#newId(), reason: "not good", wanted_minor }, now),
    );

  async answer(voucher: number, agreed_minor: number | undefined, now: Instant) {
    const { merchant_id, cashier_id: answered_by } = this.#shop;
    const given = { request_id: await this.#request(voucher), merchant_id, answered_by, answer: "well", agreed_minor };
    return this.#do((trx) => answerRefundRequest(trx, given, now));
  }

  async complain(voucher: number, now: Instant) {
    const complaint = { request_id: await this.#request(voucher), resident_id: this.#resident_id, text: "unfair" };
    return this.#do((trx) => complainAboutRefund(trx, complaint, now));
  }

  cancel = (now: Instant) =>
    this.#do((trx) => cancelBooking(trx, { booking_id: this.#id, resident_id: this.#resident_id }, now));

  expire = (now: Instant) => this.#do((trx) => expireVouchers(trx, this.#id, now));

  sweep = (now: Instant) => this.#do((trx) => settleBookings(trx, now));

  /** What payouts do with a settlement that is due. */
  async payOut() {
    const { db } = this.#shop;
    const due = db.write.updateTable("settlement").set({ state: "done" });
    await due.where("booking_id", "=", this.#id).where("state", "=", "due").execute();
    return "ok";
  }

  async told(refund: number, charge: number, outcome: RefundOutcome, now: Instant) {
    const id = this.#refund_ids[refund] ?? "";
    const { db } = this.#shop;
    const row = await db.read.selectFrom("refund").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const { amount_minor, stripe_refund_id } = row;
    const fact = { stripe_refund_id: stripe_refund_id ?? `re_${id}`, refund_id: id, amount_minor };
    return this.#record(fact, charge, outcome, now);
  }

  async dashboard(charge: number, amount_minor: number, outcome: RefundOutcome, now: Instant) {
    return this.#record({ stripe_refund_id: `re_${this.#newId()}`, amount_minor }, charge, outcome, now);
  }

  resolve = (refund: number, resolution: RefundResolution["resolution"], now: Instant) =>
    this.#do(async (trx) => {
      const refund_id = this.#refund_ids[refund] ?? "";
      const about = { refund_id, note: "as agreed", resolved_by: "operator" };
      if (resolution === "asked-again") return resolveRefund(trx, { ...about, resolution }, now);
      const decided = await resolveRefund(trx, { ...about, resolution, bank_reference: "2041" }, now);
      const payment = await findRefundPayment(trx, refund_id);
      if (!decided.ok || payment?.state !== "waiting") return decided;
      // the bank's statement shows it at once
      const line = { id: `line_${this.#newId()}`, booked_on: "2026-01-01", amount_minor: -payment.amount_minor };
      return confirmRefundPayment(trx, { refund_id, line, confirmed_by: "colleague" }, now);
    });

  /** A dispute as the processor tells it: with `txn_count` of its withdrawal and its reinstatement. */
  async dispute(
    { ordinal, charge, amount_minor }: { ordinal: number; charge: number; amount_minor: number },
    { status, txn_count }: { status: string; txn_count: number },
    now: Instant,
  ) {
    const name = `${this.#id}_${ordinal}`;
    const moved = [
      {
        balance_transaction_id: `txn_out_${name}`,
        amount_minor: -amount_minor,
        fee_minor: 15,
        net_minor: -amount_minor - 15,
      },
      { balance_transaction_id: `txn_in_${name}`, amount_minor, fee_minor: 0, net_minor: amount_minor },
    ];
    const fact: DisputeFact = {
      id: `dp_${name}`,
      charge_id: this.#charge(charge),
      amount_minor,
      currency: "cny",
      status,
      reason: "general",
      opened_at: now,
      transactions: moved.slice(0, txn_count),
    };
    return this.#do((trx) => recordDispute(trx, fact, now));
  }

  /** Where everything stands, in the words of the model. */
  async standing() {
    const { read } = this.#shop.db;
    const booking = await findBooking(read, this.#id);
    const refunds = await this.#listRefundsInOrder();
    const settlements = await read.selectFrom("settlement").selectAll().where("booking_id", "=", this.#id).execute();
    const vouchers = [];
    for (const voucher of await listVouchers(read, this.#id)) {
      const settlement = settlements.find(({ voucher_id }) => voucher_id === voucher.id);
      vouchers.push({
        state: voucher.state,
        back: [voucher.refunded_minor, voucher.refunded_commission_minor, voucher.refunded_fund_minor],
        share: settlement && [settlement.state, settlement.returned_minor, settlement.owed_back_minor],
      });
    }
    return {
      state: booking?.state,
      refunded: booking?.refunded_minor,
      vouchers,
      refunds: refunds.map(({ reason, state, amount_minor }) => [reason, state, amount_minor]),
      ledger: await this.#balances(),
    };
  }

  async #balances(): Promise<Record<string, number>> {
    const lines = await this.#shop.db.read
      .selectFrom("posting")
      .innerJoin("journal_entry", "journal_entry.seq", "posting.entry_seq")
      .select(["posting.account", "posting.amount_minor"])
      .where("journal_entry.booking_id", "=", this.#id)
      .execute();
    const balances: Record<string, number> = {};
    for (const { account, amount_minor } of lines) {
      const { key } = accountName(account);
      balances[key] = (balances[key] ?? 0) + Number(amount_minor);
    }
    return Object.fromEntries(Object.entries(balances).filter(([, amount]) => amount !== 0));
  }

  /** In the order they were seen, which is the one they were asked for. */
  async #listRefundsInOrder() {
    const refunds = await listRefunds(this.#shop.db.read, this.#id);
    this.#refund_ids.push(...refunds.map(({ id }) => id).filter((id) => !this.#refund_ids.includes(id)));
    return this.#refund_ids.flatMap((id) => refunds.find((refund) => refund.id === id) ?? []);
  }

  #record(
    refund: { stripe_refund_id: string; refund_id?: string; amount_minor: number },
    charge: number,
    outcome: RefundOutcome,
    now: Instant,
  ) {
    const balance_transaction_id = `txn_${refund.stripe_refund_id}`;
    const fact = { ...refund, balance_transaction_id, charge_id: this.#charge(charge), currency: "cny", outcome };
    return this.#do((trx) => recordRefund(trx, fact, now));
  }

  async #do(work: (trx: Trx) => Promise<Result<unknown, string>>): Promise<string> {
    const done = await inTransaction(this.#shop.db, work);
    return done.ok ? "ok" : done.error;
  }

  async #request(voucher: number): Promise<string> {
    const requests = await listRefundRequests(this.#shop.db.read, this.#id);
    return requests.find(({ voucher_id }) => voucher_id === this.#voucher_ids[voucher])?.id ?? "";
  }

  async #voucher(voucher: number) {
    const found = (await listVouchers(this.#shop.db.read, this.#id))[voucher];
    if (!found) throw new Error(`no voucher ${voucher}`);
    return found;
  }

  #own(voucher: number) {
    return { booking_id: this.#id, voucher_id: this.#voucher_ids[voucher] ?? "", resident_id: this.#resident_id };
  }

  #charge(charge: number): string {
    return `ch_${this.#id}_${charge}`;
  }

  #newId(): string {
    this.#id_count += 1;
    return `${this.#id}-${this.#id_count}`;
  }
}
