import type { BankAccount } from "#db/schema/payouts";
import { assert } from "~/kernel/assert";
import { addDays, type CalendarDay, dayOf, weekdayOf } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import { shareOf, sumMinor } from "~/kernel/money";
import type { Result } from "~/kernel/result";
import { approvePayoutBatch } from "~/payouts/approve-payout-batch.server";
import { approveWithdrawal } from "~/payouts/approve-withdrawal.server";
import { exportPayoutBatch } from "~/payouts/export-payout-batch.server";
import { importBankStatement } from "~/payouts/import-bank-statement.server";
import { matchBankLines } from "~/payouts/match-bank-lines.server";
import { FUND_PAYEE } from "~/payouts/payout-plan";
import { findBatch, listPayoutsOfBatch } from "~/payouts/payouts.queries.server";
import { preparePayoutBatch } from "~/payouts/prepare-payout-batch.server";
import { requestWithdrawal } from "~/payouts/request-withdrawal.server";
import { findWithdrawal, getWithdrawableSum } from "~/payouts/withdrawals.queries.server";
import { inTransaction, type Trx } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import type { Moment } from "./demo-bookings";
import { findSeededPerson } from "./seeded-people";

type Stage = { services: Services; zone: string; today: CalendarDay };
type PayoutAct = { moment: Moment; run: (at: Instant) => Promise<void> };

/** One prepares, another approves, a third files what the bank says; a trustee files what the fund's bank says. */
const PREPARER = "operator-zhou";
const APPROVER = "operator-he";
const CLERK = "admin-demo";
const TRUSTEE = "trustee-residents";
/** Until the second person approves, fees and refunds take some of what can be withdrawn. */
const CAREFUL_BPS = 9_000;
/** ISO: Monday. */
const PAY_DAY = 1;

/**
 * Every Monday the shops and the fund are paid for what was used: money is withdrawn from the processor, a second person
 * approves, and on the days after the banks' statements say what became of it.
 */
export function payoutActs(stage: Stage, first_day_ago: number): PayoutAct[] {
  const acts: PayoutAct[] = [];
  for (let days_ago = first_day_ago; days_ago >= 3; days_ago -= 1) {
    if (weekdayOf(addDays(stage.today, -days_ago)) !== PAY_DAY) continue;
    const week = new PayWeek(stage);
    acts.push(
      { moment: [days_ago, "09:30"], run: (at) => week.prepare(at) },
      { moment: [days_ago, "10:30"], run: (at) => week.approve(at) },
      { moment: [days_ago - 1, "09:20"], run: (at) => week.readOperatorBank(at) },
      { moment: [days_ago - 2, "10:10"], run: (at) => week.readFundBank(at) },
    );
  }
  return acts;
}

/** One week's payments; a week in which nothing is due has none. */
class PayWeek {
  readonly #stage: Stage;
  #batch_id: string | undefined;
  #withdrawal_id: string | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async prepare(at: Instant): Promise<void> {
    const prepared_by = await this.#personId(PREPARER);
    const prepared = await inTransaction(this.#stage.services.db, (trx) =>
      preparePayoutBatch(trx, { prepared_by }, at),
    );
    if (!prepared.ok) return;
    this.#batch_id = prepared.value;
    const batch = await findBatch(this.#stage.services.db.read, prepared.value);
    assert(batch, "a prepared batch is there");
    // the youngest payments are not available yet: the bank account bears what is missing
    const { available } = await this.#stage.services.stripe.balance.retrieve();
    const { withdrawable_minor } = await getWithdrawableSum(this.#stage.services.db.read);
    const amount_minor = Math.min(
      batch.total_minor,
      sumMinor(available.map(({ amount }) => amount)),
      shareOf(Math.max(0, withdrawable_minor), CAREFUL_BPS),
    );
    if (amount_minor <= 0) return;
    const wish = { amount_minor, requested_by: prepared_by };
    this.#withdrawal_id = await this.#commit((trx) => requestWithdrawal(trx, wish, at));
  }

  async approve(at: Instant): Promise<void> {
    const batch_id = this.#batch_id;
    const withdrawal_id = this.#withdrawal_id;
    if (batch_id === undefined) return;
    const approved_by = await this.#personId(APPROVER);
    const exported_by = await this.#personId(PREPARER);
    if (withdrawal_id !== undefined) {
      await this.#commit((trx) => approveWithdrawal(trx, { withdrawal_id, approved_by }, at));
    }
    await this.#commit((trx) => approvePayoutBatch(trx, { batch_id, approved_by }, at));
    await this.#commit((trx) => exportPayoutBatch(trx, { batch_id, exported_by }, at));
  }

  /** The money that came from the processor, and what was paid of it. */
  async readOperatorBank(at: Instant): Promise<void> {
    const withdrawal = await findWithdrawal(this.#stage.services.db.read, this.#withdrawal_id ?? "");
    const payouts = await this.#listPayouts();
    const lines = [
      ...[withdrawal ?? []].flat().map(({ amount_minor, reference }) => {
        return { amount_minor, counterparty: "支付机构（演示）", text: reference };
      }),
      ...payouts.map(({ amount_minor, holder, reference }) => ({
        amount_minor: -amount_minor,
        counterparty: holder,
        text: reference,
      })),
    ];
    if (lines.length > 0) await this.#import("operator", lines, at);
  }

  async readFundBank(at: Instant): Promise<void> {
    const contributions = (await this.#listPayouts()).filter(({ payee }) => payee === FUND_PAYEE);
    const lines = contributions.map(({ amount_minor, reference }) => {
      return { amount_minor, counterparty: "商居联盟运营方（演示）", text: reference };
    });
    if (lines.length > 0) await this.#import("fund", lines, at);
  }

  async #import(
    account: BankAccount,
    lines: readonly { amount_minor: number; counterparty: string; text: string }[],
    at: Instant,
  ): Promise<void> {
    const { services, zone } = this.#stage;
    const imported_by = await this.#personId(account === "fund" ? TRUSTEE : CLERK);
    const booked_on = dayOf(at, zone);
    const printed = lines.map((line, index) => ({ ...line, line: index + 2, booked_on }));
    await this.#commit((trx) => importBankStatement(trx, { account, lines: printed, imported_by }, at));
    const matched_count = await matchBankLines(services.db, account, at);
    assert(matched_count === lines.length, `every line of the ${account}'s statement names a payment`);
  }

  async #listPayouts() {
    const { read } = this.#stage.services.db;
    return this.#batch_id === undefined ? [] : listPayoutsOfBatch(read, this.#batch_id);
  }

  #personId(key: string): Promise<string> {
    return findSeededPerson(this.#stage.services.db.read, key);
  }

  async #commit<T>(work: (trx: Trx) => Promise<Result<T, string>>): Promise<T> {
    const outcome = await inTransaction(this.#stage.services.db, work);
    assert(outcome.ok, `the shops are paid: ${outcome.ok || outcome.error}`);
    return outcome.value;
  }
}
