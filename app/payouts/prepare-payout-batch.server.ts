import type { PayoutAccountTable, PayoutTable } from "#db/schema/payouts";
import { getCommunity } from "~/alliance/alliance.queries.server";
import { dayOf } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import { sumMinor } from "~/kernel/money";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { type DueShare, FUND_PAYEE, plannedPayment, referenceOf } from "./payout-plan";
import {
  findDraftBatch,
  getFundAvailable,
  listDueShares,
  listPayoutAccounts,
  listReceivables,
} from "./payouts.queries.server";
import { insertBatch, insertPayout, insertPayoutSettlement } from "./payouts.store.server";

type PlannedLine = { account: PayoutAccountTable; amount_minor: number; netted_minor: number; shares: DueShare[] };

/**
 * Plans what the bank is to pay today: one line for every merchant with due shares and a bank account, less what the
 * merchant has to give back, and one for the fund. Nothing moves before a second person approves it. Gives the batch's id.
 */
export async function preparePayoutBatch(
  trx: Trx,
  { prepared_by }: { prepared_by: string },
  now: Instant,
): Promise<Result<string, "draft-open" | "nothing-due">> {
  if (await findDraftBatch(trx)) return failure("draft-open");
  const lines = await planLines(trx);
  if (lines.length === 0) return failure("nothing-due");
  const { zone, currency } = await getCommunity(trx);
  const id = newId();
  await insertBatch(trx, {
    ...UNDECIDED,
    id,
    rail: "bank_batch",
    day: dayOf(now, zone),
    state: "draft",
    currency,
    total_minor: sumMinor(lines.map(({ amount_minor }) => amount_minor)),
    prepared_by,
    prepared_at: now,
  });
  for (const line of lines) await insertLine(trx, id, line);
  return ok(id);
}

const UNDECIDED = {
  approved_by: null,
  approved_at: null,
  exported_by: null,
  exported_at: null,
  voided_by: null,
  voided_at: null,
  settled_at: null,
  head_seq: null,
  head_hash: null,
};

async function planLines(trx: Trx): Promise<PlannedLine[]> {
  const receivables = await listReceivables(trx);
  const due = await listDueShares(trx);
  const lines: PlannedLine[] = [];
  for (const account of await listPayoutAccounts(trx)) {
    if (account.rail !== "bank_batch" || account.is_payable !== 1) continue;
    const line = account.payee === FUND_PAYEE ? await fundLine(trx) : merchantLine(account.payee, due, receivables);
    if (line) lines.push({ account, ...line });
  }
  return lines;
}

async function fundLine(trx: Trx): Promise<Omit<PlannedLine, "account"> | undefined> {
  const amount_minor = await getFundAvailable(trx);
  return amount_minor > 0 ? { amount_minor, netted_minor: 0, shares: [] } : undefined;
}

function merchantLine(
  merchant_id: string,
  due: readonly (DueShare & { merchant_id: string })[],
  receivables: ReadonlyMap<string, number>,
): Omit<PlannedLine, "account"> | undefined {
  const shares = due.filter((share) => share.merchant_id === merchant_id);
  const payment = plannedPayment({ shares, receivable_minor: receivables.get(merchant_id) ?? 0 });
  return payment && { ...payment, shares };
}

async function insertLine(trx: Trx, batch_id: string, line: PlannedLine): Promise<void> {
  const { account, amount_minor, netted_minor, shares } = line;
  const { payee, merchant_id, holder, bank_name, account_number } = account;
  const id = newId();
  await insertPayout(trx, {
    ...UNPAID,
    id,
    batch_id,
    payee,
    merchant_id,
    amount_minor,
    netted_minor,
    reference: referenceOf(id),
    state: "planned",
    holder,
    bank_name,
    account_number,
  });
  for (const { voucher_id, payable_minor } of shares) {
    await insertPayoutSettlement(trx, { payout_id: id, voucher_id, payable_minor });
  }
}

const UNPAID = {
  paid_line_id: null,
  banked_line_id: null,
  returned_line_id: null,
  canceled_by: null,
  canceled_at: null,
  cancel_reason: null,
  reopened_as: null,
} satisfies Partial<PayoutTable>;
