import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import type { ExportedEntry } from "./exported-entry";
import type { JournalEntry } from "./journal-entry";
import { findEntryByIdem } from "./ledger.queries.server";
import { lockHead } from "./ledger.store.server";
import { postJournalEntry } from "./post-journal-entry.server";

/**
 * Posts a fact that may be told several times (a fee that comes with the charge and again with its update): the
 * second telling gives the entry of the first. The head is locked before looking, so two tellers cannot both miss it.
 */
export async function postJournalEntryOnce(
  trx: Trx,
  entry: JournalEntry,
  zone: string,
  now: Instant,
): Promise<ExportedEntry> {
  await lockHead(trx);
  return (await findEntryByIdem(trx, entry.idem)) ?? postJournalEntry(trx, entry, zone, now);
}
