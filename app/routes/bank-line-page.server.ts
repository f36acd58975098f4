import { data, redirect } from "@remix-run/node";
import type { BankAccount } from "#db/schema/payouts";
import { listConfirmedRefundPayments, listWaitingRefundPayments } from "~/bookings/refunds.queries.server";
import { instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { findBankLine, listExplanations } from "~/payouts/bank.queries.server";
import type { FittingPayment } from "~/payouts/bank-line-view";
import { explainBankLine } from "~/payouts/explain-bank-line.server";
import { matchBankLine } from "~/payouts/match-bank-line.server";
import { matchRefundPayment } from "~/payouts/match-refund-payment.server";
import { matchWithdrawal } from "~/payouts/match-withdrawal.server";
import { listFittingPayouts } from "~/payouts/payouts.queries.server";
import { listFittingWithdrawals } from "~/payouts/withdrawals.queries.server";
import { inTransaction } from "~/platform/database.server";
import { bankLineRow } from "./bank-page.server";
import type { ReadForm } from "./form.server";
import { type MemberVisit, requireFound } from "./guard.server";

/** What the page of one bank line shows; a line of the other account is not there. */
export async function readBankLine(visit: MemberVisit, account: BankAccount) {
  const line = await requireLine(visit, account);
  return {
    line: bankLineRow(visit, line),
    // an explanation may be replaced, and gives way to a match
    is_open: line.state !== "matched",
    fitting: line.state === "matched" ? [] : await listFitting(visit, line),
    explanations: line.state === "explained" ? await readExplanations(visit, line.id) : [],
  };
}

async function readExplanations({ services, dates }: MemberVisit, line_id: string) {
  const explanations = await listExplanations(services.db.read, line_id);
  return explanations.map(({ ordinal, explanation, decided_by_name, decided_at }) => ({
    ordinal,
    explanation,
    decided_by: decided_by_name ?? "",
    when: dates.dayTime(instant(decided_at)),
  }));
}

async function requireLine({ services, params }: MemberVisit, account: BankAccount) {
  const line = await findBankLine(services.db.read, params.id ?? "");
  return requireFound(line?.account === account ? line : undefined);
}

async function listFitting(
  { services }: MemberVisit,
  line: { account: BankAccount; amount_minor: number },
): Promise<FittingPayment[]> {
  const payouts = await listFittingPayouts(services.db.read, line);
  const can_arrive = line.account === "operator" && line.amount_minor > 0;
  const withdrawals = can_arrive ? await listFittingWithdrawals(services.db.read, line.amount_minor) : [];
  const refunds = line.account === "operator" ? await listRefundPayments(services, line.amount_minor) : [];
  return [
    ...payouts.map(({ id, day, reference, merchant_id, name_zh, name_en, state }) => ({
      value: `payout:${id}`,
      day,
      reference,
      name: merchant_id === null ? null : { written: name_zh ?? merchant_id, english: name_en ?? "" },
      kind: "payout" as const,
      is_cancelled: state === "void",
    })),
    ...withdrawals.map(({ id, reference }) => ({
      value: `withdrawal:${id}`,
      day: "",
      reference,
      name: null,
      kind: "withdrawal" as const,
      is_cancelled: false,
    })),
    ...refunds.map(({ refund_id, bank_reference }) => ({
      value: `refund:${refund_id}`,
      day: "",
      reference: bank_reference,
      name: null,
      kind: line.amount_minor > 0 ? ("refund-returned" as const) : ("refund" as const),
      is_cancelled: false,
    })),
  ];
}

/** Refunds from the bank that a line may be: said to be paid where money went out, paid before where it came in. */
function listRefundPayments({ db }: MemberVisit["services"], amount_minor: number) {
  return amount_minor < 0
    ? listWaitingRefundPayments(db.read, -amount_minor)
    : listConfirmedRefundPayments(db.read, amount_minor);
}

/** Matches a line to a payment or keeps its explanation, and goes back to the list, which says what came of it. */
export async function answerBankLine(
  visit: MemberVisit,
  form: ReadForm<{ target: string } | { explanation: string }>,
  { account, page }: { account: BankAccount; page: string },
) {
  const { services } = visit;
  const line = await requireLine(visit, account);
  if (!form.ok) return data({ reply: form.reply }, { status: 422 });
  const { value } = form;
  const decided = await ("target" in value
    ? match(visit, line.id, value.target)
    : inTransaction(services.db, (trx) =>
        explainBankLine(
          trx,
          { line_id: line.id, explanation: value.explanation, decided_by: visit.person.id },
          visit.now,
        ),
      ));
  const said = "target" in value ? "matched" : "explained";
  return redirect(`${page}?notice=${decided.ok ? said : decided.error}`, { status: 303 });
}

function match(
  { services, person, now }: MemberVisit,
  line_id: string,
  target: string,
): Promise<Result<unknown, string>> {
  const [kind, id = ""] = target.split(":");
  const decided_by = person.id;
  return inTransaction(services.db, async (trx) => {
    const matched: Result<unknown, string> =
      kind === "payout"
        ? await matchBankLine(trx, { line_id, payout_id: id, decided_by }, now)
        : kind === "withdrawal"
          ? await matchWithdrawal(trx, { line_id, withdrawal_id: id, decided_by }, now)
          : await matchRefundPayment(trx, { line_id, refund_id: id, decided_by }, now);
    return matched.ok ? ok() : failure<string>(matched.error);
  });
}
