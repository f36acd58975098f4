import { settleBookings } from "~/bookings/settle-bookings.server";
import { addDays, dayOf } from "~/kernel/calendar-day";
import { addMs, DAY_MS, HOUR_MS } from "~/kernel/instant";
import type { Result } from "~/kernel/result";
import { findPersonByEmail } from "~/members/members.queries.server";
import { approvePayoutBatch } from "~/payouts/approve-payout-batch.server";
import { listUnmatchedLines } from "~/payouts/bank.queries.server";
import { parseBankStatement } from "~/payouts/bank-statement";
import { importBankStatement } from "~/payouts/import-bank-statement.server";
import { listPayoutsOfBatch } from "~/payouts/payouts.queries.server";
import { preparePayoutBatch } from "~/payouts/prepare-payout-batch.server";
import { requestWithdrawal } from "~/payouts/request-withdrawal.server";
import { systemClock } from "~/platform/clock.server";
import { type Database, inTransaction, openDatabase, type Trx } from "~/platform/database.server";
import type { ProductServer } from "./product-server";
import type { Visitor } from "./visitor";

const ZONE = "Asia/Shanghai";

/** Everything redeemed until now is past its contest window, as it will be tomorrow. */
export async function settleTomorrow(db: Database): Promise<void> {
  await commit(db, (trx) => settleBookings(trx, addMs(systemClock(), DAY_MS + HOUR_MS)));
}

/** Yesterday in the community, as a bank's statement dates it. */
function yesterday(): string {
  return addDays(dayOf(systemClock(), ZONE), -1);
}

/** A statement of one line, as a bank exports it. */
export function statementOf(amount: string, text: string): string {
  return statementOfLines([[amount, text]]);
}

/** The same of several lines. */
export function statementOfLines(lines: readonly (readonly [amount: string, text: string])[]): string {
  const rows = lines.map(([amount, text]) => `${yesterday()},${amount},对方,${text}`);
  return ["日期,金额,对方户名,附言", ...rows].join("\n");
}

/**
 * An approved batch of what was redeemed, one unmatched line on each account and a withdrawal that waits. Something must
 * have been redeemed.
 */
export async function aPayoutOfEachKind(server: ProductServer) {
  const db = openDatabase(server.env.DATABASE_URL ?? "");
  return makePayouts(server, db).finally(() => db.destroy());
}

async function makePayouts(server: ProductServer, db: Database) {
  const [first, second] = [await operatorOf(server, db, 0), await operatorOf(server, db, 1)];
  await settleTomorrow(db);
  const now = systemClock();
  const batch_id = await commit(db, (trx) => preparePayoutBatch(trx, { prepared_by: first }, now));
  await commit(db, (trx) => approvePayoutBatch(trx, { batch_id, approved_by: second }, now));
  const lines = await listPayoutsOfBatch(db.read, batch_id);
  const withdrawal_id = await commit(db, (trx) =>
    requestWithdrawal(trx, { amount_minor: 100, requested_by: second }, now),
  );
  return {
    batch_id,
    payout_id: lines.find(({ payee }) => payee !== "fund")?.id ?? "",
    bank_line_id: await aLine(db, "operator"),
    fund_bank_line_id: await aLine(db, "fund"),
    withdrawal_id,
    stopped_id: await aRefusedTransfer(db),
  };
}

/** The pages of payouts by their route: who reads them and at which addresses. */
export function payoutPages(made: Awaited<ReturnType<typeof aPayoutOfEachKind>>) {
  return {
    "merchant/statement": { by: "owner", paths: ["/merchant/statement", "/merchant/statement?from=2000-01-01&to=x"] },
    "merchant/payout-account": { by: "owner", paths: ["/merchant/payout-account", "/merchant/payout-account?saved=1"] },
    "operator/payouts": { by: "operator", paths: ["/operator/payouts", "/operator/payouts?notice=nothing-due"] },
    "operator/payout-batch": { by: "operator", paths: [`/operator/payouts/${made.batch_id}`] },
    "operator/bank": { by: "operator", paths: ["/operator/bank"] },
    "operator/bank-line": { by: "operator", paths: [`/operator/bank/${made.bank_line_id}`] },
    "operator/withdrawals": { by: "operator", paths: ["/operator/withdrawals"] },
    "trustee/fund-bank": { by: "trustee", paths: ["/trustee/bank"] },
    "trustee/fund-bank-line": { by: "trustee", paths: [`/trustee/bank/${made.fund_bank_line_id}`] },
  };
}

/** Forms of payouts with something wrong in each, as they come back. */
export async function refusedPayoutForms(operator?: Visitor, owner?: Visitor) {
  return [
    await operator?.post("/operator/bank", { statement: "日期,金额\nx,y\n2026-01-05,0" }),
    await operator?.post("/operator/withdrawals", { amount: "x" }),
    await owner?.post("/merchant/payout-account", { holder: "", account_number: "1" }),
  ];
}

async function aLine(db: Database, account: "operator" | "fund"): Promise<string> {
  const now = systemClock();
  const read = parseBankStatement(statementOf("-5.00", "手续费"), dayOf(now, ZONE));
  if (!read.ok) throw new Error("no statement");
  await commit(db, (trx) => importBankStatement(trx, { account, lines: read.lines, imported_by: "test" }, now));
  return (await listUnmatchedLines(db.read, account))[0]?.id ?? "";
}

/** One share more that the processor would not transfer. */
async function aRefusedTransfer(db: Database): Promise<string> {
  const { id, merchant_id } = await db.read
    .selectFrom("voucher")
    .select(["id", "merchant_id"])
    .where("state", "=", "redeemed")
    .executeTakeFirstOrThrow();
  const planned = { voucher_id: id, attempt: 1, merchant_id, destination: "acct_1", amount_minor: 1, netted_minor: 0 };
  const at = systemClock();
  const stopped = { reason: "No such destination", is_refused: 1, queued_at: at, stopped_at: at };
  const open = { released_by: null, released_at: null };
  await db.write
    .insertInto("stopped_transfer")
    .values({ ...planned, ...stopped, ...open, id: "stopped-1" })
    .execute();
  return "stopped-1";
}

async function operatorOf(server: ProductServer, db: Database, index: number): Promise<string> {
  return (await findPersonByEmail(db.read, server.account("operator", index).email))?.id ?? "";
}

async function commit<T>(db: Database, work: (trx: Trx) => Promise<Result<T, string>>): Promise<T> {
  const outcome = await inTransaction(db, work);
  if (!outcome.ok) throw new Error(`refused: ${outcome.error}`);
  return outcome.value;
}
