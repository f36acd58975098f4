import type { Minor } from "~/kernel/money";
import { accountWithoutSubject } from "~/ledger/account";
import type { ExportedEntry } from "~/ledger/exported-entry";

/** What may be named in public: merchants and bookings that have nothing to do with a sensitive category. */
export type PublicNames = { open_merchant_ids: ReadonlySet<string>; open_booking_ids: ReadonlySet<string> };

/** A journal entry as anybody may read it: nobody's name, nobody who acted, no words typed by a person. */
export type PublicEntry = {
  seq: number;
  hash: string;
  prev: string;
  kind: string;
  /** YYYY-MM-DD, or YYYY-MM where the day could give somebody away. */
  booked: string;
  /** Health and hardship: one combined line without merchant, booking and voucher. */
  is_combined: boolean;
  booking_id: string | null;
  voucher_id: string | null;
  postings: { account: string; amount: Minor; currency: string }[];
};

/**
 * Entries of health and hardship services show no merchant and only the month; seq and hash stay, so the chain can be
 * followed through them. What is not known to be open is treated the same. Source: domain.md, The fund.
 */
export function publicEntry(entry: ExportedEntry, names: PublicNames): PublicEntry {
  const is_combined = !isOpen(entry, names);
  return {
    seq: entry.seq,
    hash: entry.hash,
    prev: entry.prev,
    kind: entry.kind,
    booked: is_combined ? entry.booked_on.slice(0, 7) : entry.booked_on,
    is_combined,
    booking_id: is_combined ? null : entry.booking,
    voucher_id: is_combined ? null : (entry.voucher ?? null),
    postings: entry.postings.map((posting) => ({
      ...posting,
      account: is_combined ? accountWithoutSubject(posting.account) : posting.account,
    })),
  };
}

function isOpen({ booking, merchant, postings }: ExportedEntry, names: PublicNames): boolean {
  const named_merchants = [merchant, ...postings.map(({ account }) => merchantIn(account))].filter(
    (id) => id !== undefined,
  );
  return (
    (booking === null || names.open_booking_ids.has(booking)) &&
    named_merchants.every((id) => names.open_merchant_ids.has(id))
  );
}

/** The merchant an account belongs to, wherever in the chart it stands. */
function merchantIn(account: string): string | undefined {
  return /:merchant:(.+)$/.exec(account)?.[1];
}
