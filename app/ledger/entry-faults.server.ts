import { shareOf } from "~/kernel/money";
import { COMMISSION, FUND_EARNED } from "./account";
import { entryHash } from "./entry-hash.server";
import { type ExportedEntry, entryBody } from "./exported-entry";
import { postingsFault } from "./journal-entry";

/** What an entry can break by itself, without looking at its neighbours. */
export type EntryFault = { rule: "hash" | "balance" | "split"; detail: string };

/** Recomputes one entry: its hash over its content, its balance, and its split by the policy it names. */
export function entryFaults(entry: ExportedEntry): EntryFault[] {
  const postings = entry.postings.map(({ account, amount, currency }) => ({ account, amount_minor: amount, currency }));
  const balance = postingsFault(postings);
  const split = splitFault(entry);
  return [
    ...(hashOf(entry) === entry.hash
      ? []
      : [{ rule: "hash", detail: "the hash does not match the entry's content" } as const]),
    ...(balance ? [{ rule: "balance", detail: balance } as const] : []),
    ...(split ? [{ rule: "split", detail: split } as const] : []),
  ];
}

function hashOf(entry: ExportedEntry): string | undefined {
  try {
    return entryHash(entry.prev, entryBody(entry));
  } catch {
    return undefined;
  }
}

/** Replays the entry's own policy: commission and contribution are exactly the floor shares of what was split. */
function splitFault(entry: ExportedEntry): string | undefined {
  if (entry.kind !== "voucher_redeemed") return undefined;
  if (!entry.policy) return "a redemption names no policy";
  const gross = amountOn(entry, "liabilities:held:");
  if (gross <= 0) return "a redemption releases no held money";
  for (const [account, bps] of [
    [COMMISSION, entry.policy.commission_bps],
    [FUND_EARNED, entry.policy.fund_bps],
  ] as const) {
    const booked = 0 - amountOn(entry, account);
    if (booked !== shareOrNothing(gross, bps)) return `${booked} on ${account} is not the policy's share of ${gross}`;
  }
  return undefined;
}

/** Undefined where somebody wrote an amount or a rate into the database that never was one. */
function shareOrNothing(gross: number, bps: number): number | undefined {
  try {
    return shareOf(gross, bps);
  } catch {
    return undefined;
  }
}

function amountOn(entry: ExportedEntry, account_prefix: string): number {
  return entry.postings
    .filter((posting) => posting.account.startsWith(account_prefix))
    .reduce((total, posting) => total + posting.amount, 0);
}
