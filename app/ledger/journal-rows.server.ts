import { formatMoney, type Minor } from "~/kernel/money";
import type { Translator } from "~/messages/translator.server";
import { ACCOUNT_GROUPS, accountName } from "./account";
import type { JournalRow } from "./journal-table";

/** An entry as its table shows it: all texts are made here, so that every reader sees the same. */
type ShownEntry = {
  seq: number;
  kind: string;
  hash: string;
  booked: string;
  postings: readonly { account: string; amount: Minor }[];
};

type RowExtras = Pick<JournalRow, "href" | "notes">;

const HASH_PREFIX_LENGTH = 12;
const ID_PREFIX_LENGTH = 8;

/** `merchant_names` are the names of merchants by id; a merchant that is not among them is shown by its id. */
export function journalRow(
  t: Translator,
  entry: ShownEntry,
  merchant_names: ReadonlyMap<string, string>,
  extras: RowExtras = {},
): JournalRow {
  return {
    seq: entry.seq,
    number: t("journal.number", { seq: entry.seq }),
    kind: kindText(t, entry.kind),
    booked: entry.booked,
    hash: t("journal.hash", { hash: hashPrefix(entry.hash) }),
    lines: entry.postings.map(({ account, amount }) => ({
      name: accountText(t, account, merchant_names),
      account: accountCode(account),
      debit: amount > 0 ? amountText(amount) : null,
      credit: amount > 0 ? null : amountText(0 - amount),
    })),
    ...extras,
  };
}

/** What kind of fact an entry is, in words; an unknown kind is shown as it is written. */
export function kindText(t: Translator, kind: string): string {
  const key = `entry_kinds.${kind}` as Parameters<Translator>[0];
  return t.has(key) ? t(key) : kind;
}

/** The account in words: whose it is by the merchant's name, or by the beginning of the booking's id. */
export function accountText(t: Translator, account: string, merchant_names: ReadonlyMap<string, string>): string {
  const group = ACCOUNT_GROUPS.find(({ prefix }) => prefix === account || prefix === `${account}:`);
  if (group) return t(`accounts.${group.key}_all`);
  const { key, subject } = accountName(account);
  if (key === "other") return t("accounts.other", { account });
  if (subject === null) return t(`accounts.${key}`, { subject: "" });
  return t(`accounts.${key}`, { subject: merchant_names.get(subject) ?? shortId(subject) });
}

/** The account's code; a random id at its end is cut short, as everywhere. */
function accountCode(account: string): string {
  const { subject } = accountName(account);
  if (subject === null) return account;
  const short = shortId(subject);
  return short === subject ? account : `${account.slice(0, -subject.length)}${short}…`;
}

/** Enough of a hash to compare two by eye. */
export function hashPrefix(hash: string): string {
  return hash.slice(0, HASH_PREFIX_LENGTH);
}

/** Enough of a random id to tell two apart by eye; readable ids stay whole. */
export function shortId(id: string): string {
  return /^[0-9a-f-]{36}$/.test(id) ? id.slice(0, ID_PREFIX_LENGTH) : id;
}

/** Money in words; an amount that never was one (somebody wrote into the database) is shown as it stands there. */
export function amountText(amount: Minor): string {
  return Number.isSafeInteger(amount) ? formatMoney(amount) : String(amount);
}
