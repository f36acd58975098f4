import type { PayoutTable } from "#db/schema/payouts";
import { majorText } from "~/kernel/money";

const HEADER = ["收款户名", "收款账号", "开户银行", "金额", "币种", "附言"];
const BYTE_ORDER_MARK = "\uFEFF";
/** What a spreadsheet would take for a formula, in its full-width forms too. Source: OWASP, CSV injection. */
const FORMULA = /^[\s]*[=+\-@＝＋－＠\t\r]/;

type BankFileLine = Pick<PayoutTable, "holder" | "account_number" | "bank_name" | "amount_minor" | "reference">;

/** What the bank reads: one transfer a line, its reference in the purpose. UTF-8 with a mark, so that Excel knows it. */
export function bankFile(lines: readonly BankFileLine[], currency: string): string {
  const rows = lines.map(({ holder, account_number, bank_name, amount_minor, reference }) => [
    holder,
    account_number,
    bank_name,
    majorText(amount_minor),
    currency.toUpperCase(),
    `${reference} 商居结算`,
  ]);
  return BYTE_ORDER_MARK + [HEADER, ...rows].map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}

/** A cell that can neither end early nor be taken for a formula. */
function csvCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
