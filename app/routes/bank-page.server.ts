import { data, redirect } from "@remix-run/node";
import type { BankAccount, BankLineTable } from "#db/schema/payouts";
import { calendarDay, dayOf, startOfDay } from "~/kernel/calendar-day";
import { DAY_MS, epochMs } from "~/kernel/instant";
import { listDecidedLines, listUnmatchedLines } from "~/payouts/bank.queries.server";
import type { BankLineRow } from "~/payouts/bank-lines-view";
import { parseBankStatement } from "~/payouts/bank-statement";
import { importBankStatement } from "~/payouts/import-bank-statement.server";
import { matchBankLines } from "~/payouts/match-bank-lines.server";
import { payoutNotice } from "~/payouts/payout-notice";
import { inTransaction } from "~/platform/database.server";
import type { FormReply, ReadForm } from "./form.server";
import type { MemberVisit } from "./guard.server";

const SHOWN_COUNT = 60;

/** What the statement page of one account shows. */
export async function readBankPage(visit: MemberVisit, account: BankAccount) {
  const { read } = visit.services.db;
  const decided = await listDecidedLines(read, account, SHOWN_COUNT);
  return {
    notice: payoutNotice(visit.url),
    unmatched: (await listUnmatchedLines(read, account)).map((line) => bankLineRow(visit, line)),
    decided: decided.map((line) => ({
      ...bankLineRow(visit, line),
      is: meaningOf(line),
      decided_by: line.decided_by_name ?? "",
    })),
  };
}

export function bankLineRow({ community, now }: MemberVisit, line: BankLineTable): BankLineRow {
  const { id, booked_on, amount_minor, counterparty, text } = line;
  const booked = startOfDay(calendarDay(booked_on), community.zone);
  const age_days = Math.max(0, Math.floor((epochMs(now) - epochMs(booked)) / DAY_MS));
  return { id, booked_on, age_days, amount_minor, counterparty, text, is: null, decided_by: "" };
}

function meaningOf(line: Awaited<ReturnType<typeof listDecidedLines>>[number]): BankLineRow["is"] {
  if (line.payout_reference !== null) return { kind: "payout", text: line.payout_reference };
  if (line.withdrawal_reference !== null) return { kind: "withdrawal", text: line.withdrawal_reference };
  if (line.refund_reference !== null) return { kind: "refund", text: line.refund_reference };
  return { kind: "explained", text: line.explanation ?? "" };
}

/** Imports what was pasted and matches what fits; back to `page`, or the form again with what could not be read. */
export async function answerStatement(
  { services, community, person, now }: MemberVisit,
  form: ReadForm<{ statement: string }>,
  { account, page }: { account: BankAccount; page: string },
) {
  if (!form.ok) return data({ reply: form.reply, faults: [] }, { status: 422 });
  const { statement } = form.value;
  const nothing_else: FormReply["errors"] = {};
  const read = parseBankStatement(statement, dayOf(now, community.zone));
  if (!read.ok) {
    return data({ reply: { errors: nothing_else, values: { statement } }, faults: read.faults }, { status: 422 });
  }
  await inTransaction(services.db, (trx) =>
    importBankStatement(trx, { account, lines: read.lines, imported_by: person.id }, now),
  );
  await matchBankLines(services.db, account, now);
  return redirect(`${page}?notice=imported`, { status: 303 });
}
