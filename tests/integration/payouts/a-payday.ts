import { KEYS } from "#tests/support/a-stripe";
import { booked } from "#tests/support/a-trading-shop";
import { aMerchant, aPerson, aShop, aVoucherOffer, NOW } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { confirmPayment } from "~/bookings/confirm-payment.server";
import { recordRefund } from "~/bookings/record-refund.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { settleBookings } from "~/bookings/settle-bookings.server";
import { dayOf } from "~/kernel/calendar-day";
import { addMs, DAY_MS, HOUR_MS, type Instant } from "~/kernel/instant";
import { majorText } from "~/kernel/money";
import type { Result } from "~/kernel/result";
import { merchantAccount, receivableAccount } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { approvePayoutBatch } from "~/payouts/approve-payout-batch.server";
import { listUnmatchedLines } from "~/payouts/bank.queries.server";
import { parseBankStatement } from "~/payouts/bank-statement";
import { importBankStatement } from "~/payouts/import-bank-statement.server";
import { matchBankLine } from "~/payouts/match-bank-line.server";
import { matchBankLines } from "~/payouts/match-bank-lines.server";
import { listPayoutsOfBatch } from "~/payouts/payouts.queries.server";
import { preparePayoutBatch } from "~/payouts/prepare-payout-batch.server";
import { savePayoutAccount } from "~/payouts/save-payout-account.server";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";

/** When what was redeemed at `NOW` is due. */
export const DUE: Instant = addMs(NOW, DAY_MS);
export const PAID_ON = dayOf(DUE, "Asia/Shanghai");

/** Runs `work` in a transaction and fails the test where it is refused. */
export async function done<T>(db: Database, work: (trx: Trx) => Promise<Result<T, string>>): Promise<T> {
  const outcome = await inTransaction(db, work);
  if (!outcome.ok) throw new Error(`refused: ${outcome.error}`);
  return outcome.value;
}

export type Payday = Awaited<ReturnType<typeof aPayday>>;

/**
 * Two shops, `teahouse` and `bakery`, with bank accounts, the fund with one, and two operators, zhou and he, and lin, who
 * imports statements. Nothing is sold yet. Call it inside a test.
 */
export async function aPayday() {
  const db = await aDatabase();
  const shop = await aShop(db);
  await aMerchant(db, { id: "bakery", name_zh: "麦香坊", name_en: "Bakery" });
  await aVoucherOffer(db, { id: "bread", merchant_id: "bakery" });
  const [zhou, he, lin] = [
    await aPerson(db, { name: "zhou", role: "operator" }),
    await aPerson(db, { name: "he", role: "operator" }),
    await aPerson(db, { name: "lin", role: "admin" }),
  ];
  for (const payee of ["teahouse", "bakery", "fund"]) await anAccount(db, payee);
  return { ...shop, db, zhou, he, lin, ...actsOn(db, { ...shop, zhou, he }), ...bankOf(db, lin) };
}

/** The payee's account is one at the test bank. */
async function anAccount(db: Database, payee: string): Promise<void> {
  const details = { payee, holder: `户名 ${payee}`, bank_name: "测试银行", account_number: "6222000011112222" };
  await done(db, (trx) => savePayoutAccount(trx, { ...details, updated_by: null }, NOW));
}

function actsOn(db: Database, people: { resident_id: string; cashier_id: string; zhou: string; he: string }) {
  const { resident_id, cashier_id, zhou, he } = people;
  return {
    /** Sells `quantity` vouchers for 36.80 each and redeems them at `at`; gives the vouchers' ids. */
    async serve(booking: { id: string; offer_id?: string; quantity?: number }, at: Instant = NOW): Promise<string[]> {
      const { id, offer_id = "tea", quantity = 1 } = booking;
      await booked(db, { id, resident_id, offer_id, quantity }, at);
      const charge = { id: `ch_${id}`, amount_minor: 3_680 * quantity, currency: "cny", captured_at: at };
      await confirmPayment(db, { booking_id: id, charge }, KEYS, at);
      const vouchers = await listVouchers(db.read, id);
      for (const { id: voucher_id, merchant_id } of vouchers) {
        const redemption = { voucher_id, ordinal: 1, merchant_id, cashier_id };
        await done(db, (trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, at));
      }
      return vouchers.map(({ id: voucher_id }) => voucher_id);
    },
    /** The contest windows are over. */
    settle: (at: Instant = DUE) => done(db, (trx) => settleBookings(trx, at)),
    /** Somebody refunded so much of a booking at the processor. */
    refund: (booking_id: string, amount_minor: number, { id = "re_1", at = DUE, is_failed = false } = {}) =>
      done(db, (trx) =>
        recordRefund(
          trx,
          {
            stripe_refund_id: id,
            charge_id: `ch_${booking_id}`,
            amount_minor,
            currency: "cny",
            outcome: is_failed ? "failed" : "succeeded",
            balance_transaction_id: `txn_${id}`,
          },
          at,
        ),
      ),
    prepare: (at: Instant = DUE, by: string = zhou) =>
      inTransaction(db, (trx) => preparePayoutBatch(trx, { prepared_by: by }, at)),
    approve: (batch_id: string, by: string = he, at: Instant = DUE) =>
      inTransaction(db, (trx) => approvePayoutBatch(trx, { batch_id, approved_by: by }, at)),
    /** Prepared by zhou and approved by he; gives the batch's lines. */
    async anApprovedBatch(at: Instant = DUE) {
      const batch_id = await done(db, (trx) => preparePayoutBatch(trx, { prepared_by: zhou }, at));
      await done(db, (trx) => approvePayoutBatch(trx, { batch_id, approved_by: he }, at));
      return { batch_id, lines: await listPayoutsOfBatch(db.read, batch_id) };
    },
  };
}

function bankOf(db: Database, lin: string) {
  return {
    /** Imports a statement of these amounts in fen and texts, and matches it; gives how many lines matched. */
    async bankSays(
      account: "operator" | "fund",
      said: [amount_minor: number, text: string][],
      at: Instant = DUE,
      by: string = lin,
    ) {
      await importLines(db, { account, said, by }, at);
      return matchBankLines(db, account, at);
    },
    /** What stands between the shop and the alliance: owed to it, and to be had back from it. */
    async openOf(merchant_id: string) {
      return {
        owed_minor: 0 - (await getAccountBalance(db.read, merchantAccount(merchant_id))),
        receivable_minor: await getAccountBalance(db.read, receivableAccount(merchant_id)),
      };
    },
  };
}

/** Imports a statement without matching it. */
export async function importLines(
  db: Database,
  statement: { account: "operator" | "fund"; said: [amount_minor: number, text: string][]; by: string },
  at: Instant = DUE,
) {
  const { account, said, by } = statement;
  const day = dayOf(at, "Asia/Shanghai");
  const rows = said.map(([amount_minor, text]) => `${day},${majorText(amount_minor)},对方,${text}`);
  const read = parseBankStatement(["日期,金额,对方户名,附言", ...rows].join("\n"), day);
  if (!read.ok) throw new Error(`no statement: ${JSON.stringify(read.faults)}`);
  return done(db, (trx) => importBankStatement(trx, { account, lines: read.lines, imported_by: by }, at));
}

/** States of all settlements, by voucher. */
export async function settlementStates(db: Database): Promise<Record<string, string>> {
  const rows = await db.read.selectFrom("settlement").select(["voucher_id", "state"]).execute();
  return Object.fromEntries(rows.map(({ voucher_id, state }) => [voucher_id, state]));
}

export const TEN_DAYS_ON: Instant = addMs(DUE, 10 * DAY_MS + HOUR_MS);

/** `b1` was served at the teahouse; a batch pays its share and the contribution. */
export async function aSentBatch() {
  const day = await aPayday();
  await day.serve({ id: "b1" });
  await day.settle();
  const { batch_id, lines } = await day.anApprovedBatch();
  const [fund, tea] = lines;
  if (!fund || !tea) throw new Error("the batch has two lines");
  return { ...day, batch_id, fund, tea };
}

/** The oldest line nobody has found the reason of. */
export async function onlyLine(day: Pick<Payday, "db">, account: "operator" | "fund" = "operator") {
  const [line] = await listUnmatchedLines(day.db.read, account);
  if (!line) throw new Error("every line is matched");
  return line;
}

/** Matches a line by hand. */
export function matchOf(day: Awaited<ReturnType<typeof aSentBatch>>, line_id: string) {
  return (decided_by: string, payout_id = day.tea.id) =>
    inTransaction(day.db, (trx) => matchBankLine(trx, { line_id, payout_id, decided_by }, DUE));
}
