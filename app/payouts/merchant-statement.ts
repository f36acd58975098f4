import { COMMISSION, FUND_EARNED, merchantAccount, receivableAccount } from "~/ledger/account";
import type { ExportedEntry } from "~/ledger/exported-entry";
import type { EntryKind } from "~/ledger/journal-entry";

/** One entry as it concerns a shop, in minor units. What the shop gets is positive in every column. */
export type StatementEntry = {
  seq: number;
  booked_on: string;
  kind: EntryKind;
  voucher_id: string | null;
  gross_minor: number;
  /** The operator's and the fund's part of a redemption: negative. */
  commission_minor: number;
  contribution_minor: number;
  /** The shop's share of a redemption: what is left. */
  share_minor: number;
  /** The shop's part of a refund or dispute: negative. */
  refund_minor: number;
  /** Money that reached the shop; negative where it came back. */
  paid_minor: number;
  /** What was set off between the two accounts: it changes neither what the shop gets nor what it is owed. */
  set_off_minor: number;
  /** By how much more the shop is owed: share + refund − paid. */
  change_minor: number;
};

export type StatementTotals = Omit<StatementEntry, "seq" | "booked_on" | "kind" | "voucher_id">;

const REDEMPTIONS: readonly string[] = ["voucher_redeemed", "redemption_undone"];
const PAYMENTS: readonly string[] = ["merchant_paid", "payment_returned", "transfer", "transfer_reversed"];

/** What an entry means for the shop whose two accounts it moves. */
export function statementEntry(entry: ExportedEntry, merchant_id: string): StatementEntry {
  const on = (account: string) => sumOf(entry, (each) => each === account);
  const owed_minor = 0 - on(merchantAccount(merchant_id));
  const change_minor = owed_minor - on(receivableAccount(merchant_id)) || 0;
  const is_redemption = REDEMPTIONS.includes(entry.kind);
  const is_payment = PAYMENTS.includes(entry.kind);
  return {
    seq: entry.seq,
    booked_on: entry.booked_on,
    kind: entry.kind as EntryKind,
    voucher_id: entry.voucher ?? null,
    gross_minor: is_redemption ? sumOf(entry, (account) => account.startsWith("liabilities:held:")) : 0,
    commission_minor: is_redemption ? on(COMMISSION) : 0,
    contribution_minor: is_redemption ? on(FUND_EARNED) : 0,
    share_minor: is_redemption ? change_minor : 0,
    refund_minor: is_redemption || is_payment ? 0 : change_minor,
    paid_minor: is_payment ? 0 - change_minor : 0,
    set_off_minor: entry.kind === "receivable_netted" ? 0 - owed_minor : 0,
    change_minor,
  };
}

function sumOf(entry: ExportedEntry, is: (account: string) => boolean): number {
  return entry.postings.reduce((sum, { account, amount }) => (is(account) ? sum + amount : sum), 0);
}

/** The columns added up. */
export function statementTotals(entries: readonly StatementEntry[]): StatementTotals {
  const total = (column: keyof StatementTotals) => entries.reduce((sum, entry) => sum + entry[column], 0);
  return {
    gross_minor: total("gross_minor"),
    commission_minor: total("commission_minor"),
    contribution_minor: total("contribution_minor"),
    share_minor: total("share_minor"),
    refund_minor: total("refund_minor"),
    paid_minor: total("paid_minor"),
    set_off_minor: total("set_off_minor"),
    change_minor: total("change_minor"),
  };
}
