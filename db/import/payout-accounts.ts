import { findPayoutAccount } from "~/payouts/payouts.queries.server";
import { type BankDetails, savePayoutAccount } from "~/payouts/save-payout-account.server";
import { type ImportKind, outcomeOf } from "./import-kind";

const ACCOUNT_NUMBER = /^[0-9A-Za-z]{8,34}$/;

/** Bank accounts of merchants by their key, and of the fund under the key `fund`. */
export const payoutAccountImport: ImportKind<Omit<BankDetails, "updated_by">> = {
  columns: ["payee", "holder", "bank", "account_number"],
  identity: ({ payee }) => payee,
  parse: (row) => {
    const account_number = row.filled("account_number", 34).replace(/\s+/g, "");
    if (!ACCOUNT_NUMBER.test(account_number)) row.refuse("account_number", "expected 8 to 34 digits and letters");
    return {
      payee: row.key("payee"),
      holder: row.filled("holder", 80),
      bank_name: row.filled("bank", 80),
      account_number,
    };
  },
  async save(trx, account, { now }) {
    const is_known = (await findPayoutAccount(trx, account.payee)) !== undefined;
    const saved = await savePayoutAccount(trx, { ...account, updated_by: null }, now);
    if (!saved.ok) return { column: "payee", message: `there is no merchant “${account.payee}”` };
    return outcomeOf(is_known, saved.value);
  },
};
