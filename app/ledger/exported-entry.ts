import type { CanonicalValue } from "~/kernel/canonical-json";
import type { Minor } from "~/kernel/money";
import type { PolicyTerms } from "./journal-entry";

/** What every chain begins with. */
export const GENESIS_HASH = "0".repeat(64);

/** An entry as auditors receive it: `ledger-export/1` of contract.md. */
export type ExportedEntry = {
  type: "entry";
  seq: number;
  id: string;
  ts: string;
  booked_on: string;
  effective_at: string;
  kind: string;
  idem: string;
  booking: string | null;
  stripe: {
    charge: string | null;
    refund: string | null;
    transfer: string | null;
    dispute: string | null;
    balance_transaction: string | null;
  };
  postings: { account: string; amount: Minor; currency: string }[];
  voucher?: string;
  merchant?: string;
  policy?: PolicyTerms;
  reverses?: string;
  actor?: string;
  memo?: string;
  prev: string;
  hash: string;
};

/** The part of an entry that its hash covers: everything but `prev` and `hash`. */
export type EntryBody = Omit<ExportedEntry, "prev" | "hash">;

export function entryBody(entry: ExportedEntry): EntryBody {
  const { prev: _prev, hash: _hash, ...body } = entry;
  return body;
}

/** The same body, as canonical JSON accepts it (no undefined members). */
export function canonicalBody(body: EntryBody): CanonicalValue {
  return body as unknown as CanonicalValue;
}
