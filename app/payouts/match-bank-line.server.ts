import type { SettlementTable } from "#db/schema/bookings";
import type { BankLineTable, PayoutTable } from "#db/schema/payouts";
import { getCommunity } from "~/alliance/alliance.queries.server";
import { finishSettlement } from "~/bookings/finish-settlement.server";
import { lockSettlements } from "~/bookings/lock-settlements.server";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { JournalEntry } from "~/ledger/journal-entry";
import { findEntryByIdem } from "~/ledger/ledger.queries.server";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { Trx } from "~/platform/database.server";
import { findBankLine, getImporter } from "./bank.queries.server";
import { decideBankLine } from "./bank.store.server";
import { notifyShop } from "./notify-shop.server";
import { fundBankedEntry, fundSentEntry, merchantPaidEntry, paymentReturnedEntry } from "./payout-entries";
import { FUND_PAYEE } from "./payout-plan";
import { findPayout, listPayoutShares } from "./payouts.queries.server";
import { lockBatch, lockPayout, movePayout } from "./payouts.store.server";
import { reopenPayout } from "./reopen-payout.server";
import { reversePayout } from "./reverse-payout.server";
import { hasSecondPerson } from "./second-person";
import { settleBatch } from "./settle-batch.server";

export type MatchRefusal =
  | "line-unknown"
  | "already-decided"
  | "payout-unknown"
  | "does-not-fit"
  | "approver-matches"
  | "second-person-needed";

/** Which line is about which payout; `decided_by` is empty where reference and amount say so by themselves. */
export type Match = { line_id: string; payout_id: string; decided_by: string | null };

/**
 * A line of a bank statement is about this payout: it was paid, it came back, or it has arrived on the fund's account.
 * Each is posted under the statement's date. Whoever approved the batch does not match its lines by hand, and where the
 * preparer or approver imported the statement, its lines wait for a second person. A payout that was given up and paid all
 * the same counts as paid. Matching twice is matching once. Source: contract.md, merchant_paid, fund_sent, fund_banked; domain.md, approver ≠ reconciler.
 */
export async function matchBankLine(trx: Trx, match: Match, now: Instant): Promise<Result<undefined, MatchRefusal>> {
  const { line_id, payout_id, decided_by } = match;
  const known = await findPayout(trx, payout_id);
  if (!known) return failure("payout-unknown");
  const shares = await listPayoutShares(trx, payout_id);
  const settlements = await lockSettlements(
    trx,
    shares.map(({ voucher_id }) => voucher_id),
  );
  const batch = await lockBatch(trx, known.batch_id);
  const payout = await lockPayout(trx, payout_id);
  const line = await findBankLine(trx, line_id);
  assert(payout && batch, "a payout and its batch never go away");
  if (!line) return failure("line-unknown");
  if (line.state === "matched" && line.payout_id === payout_id) return ok();
  if (line.state === "matched") return failure("already-decided");
  const { prepared_by, approved_by } = batch;
  if (decided_by !== null && approved_by === decided_by) return failure("approver-matches");
  const behind = { imported_by: await getImporter(trx, line), decided_by };
  if (!hasSecondPerson(behind, [prepared_by, approved_by])) return failure("second-person-needed");
  const says = meaningOf(line, payout);
  // what nobody ever approved is at least looked at by somebody
  if (!says || (approved_by === null && decided_by === null)) return failure("does-not-fit");
  const decision = { state: "matched", payout_id, explanation: null, decided_by, decided_at: now } as const;
  if (!(await decideBankLine(trx, line_id, decision))) return failure("already-decided");
  await ACTS[says](trx, { line, payout, settlements }, now);
  await settleBatch(trx, payout.batch_id, now);
  return ok();
}

type Meaning = "paid" | "returned" | "banked";
type Matched = { line: BankLineTable; payout: PayoutTable; settlements: readonly SettlementTable[] };

/** What a line of this amount says of the payout as it stands; undefined where it says nothing that can be. */
function meaningOf(line: BankLineTable, payout: PayoutTable): Meaning | undefined {
  if (Math.abs(line.amount_minor) !== payout.amount_minor) return undefined;
  if (payout.state === "planned" || payout.state === "returned") return undefined;
  if (line.account === "fund") {
    return payout.payee === FUND_PAYEE && line.amount_minor > 0 && payout.banked_line_id === null
      ? "banked"
      : undefined;
  }
  if (line.amount_minor < 0) return payout.paid_line_id === null ? "paid" : undefined;
  return payout.state === "paid" ? "returned" : undefined;
}

const ACTS: Record<Meaning, (trx: Trx, matched: Matched, now: Instant) => Promise<void>> = {
  paid: recordPaid,
  returned: recordReturned,
  banked: recordBanked,
};

async function recordPaid(trx: Trx, { line, payout, settlements }: Matched, now: Instant): Promise<void> {
  const fact = await factOf(trx, payout);
  const { merchant_id } = payout;
  const entry = merchant_id ? merchantPaidEntry({ ...fact, merchant_id }, line, now) : fundSentEntry(fact, line, now);
  await post(trx, entry, now);
  if (payout.state === "void") return reopenPayout(trx, { payout, settlements, line_id: line.id }, now);
  const state = payout.state === "banked" ? "banked" : "paid";
  assert(
    await movePayout(trx, payout.id, ["sent", "banked"], { state, paid_line_id: line.id }),
    "a payout is paid once",
  );
  for (const { voucher_id } of await listPayoutShares(trx, payout.id)) await finishSettlement(trx, voucher_id);
}

async function recordReturned(trx: Trx, { line, payout }: Matched, now: Instant): Promise<void> {
  assert(
    await movePayout(trx, payout.id, ["paid"], { state: "returned", returned_line_id: line.id }),
    "what was paid can come back",
  );
  const paid = await findEntryByIdem(
    trx,
    payout.merchant_id ? `bank:${payout.paid_line_id}` : `fund_sent:${payout.id}`,
  );
  assert(paid, "what was paid is in the journal");
  await post(trx, paymentReturnedEntry(paid, line, now), now);
  const { merchant_id, amount_minor } = payout;
  if (merchant_id !== null) await notifyShop(trx, { event: `returned:${payout.id}`, merchant_id, amount_minor }, now);
  await reversePayout(trx, payout, now);
}

async function recordBanked(trx: Trx, { line, payout }: Matched, now: Instant): Promise<void> {
  assert(
    await movePayout(trx, payout.id, ["sent", "paid", "void"], { state: "banked", banked_line_id: line.id }),
    "contributions are banked once",
  );
  await post(trx, fundBankedEntry(await factOf(trx, payout), line, now), now);
}

async function factOf(trx: Trx, { id, reference, amount_minor }: PayoutTable) {
  const { currency } = await getCommunity(trx);
  return { id, reference, amount_minor, currency };
}

async function post(trx: Trx, entry: JournalEntry, now: Instant): Promise<void> {
  const { zone } = await getCommunity(trx);
  await postJournalEntry(trx, entry, zone, now);
}
