import { createHash } from "node:crypto";
import { NOW, ZONE } from "#tests/support/builders";
import { redemptionEntry } from "~/bookings/booking-entries";
import { splitOf } from "~/fund/contribution";
import { addMs, HOUR_MS, type Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import type { ExportedEntry } from "~/ledger/exported-entry";
import { credit, debit, type JournalEntry } from "~/ledger/journal-entry";
import { postJournalEntry } from "~/ledger/post-journal-entry.server";
import type { VerificationReport } from "~/ledger/verification";
import { type Database, inTransaction } from "~/platform/database.server";

const POLICY = {
  id: "general-2026",
  scope: "general_merchant/*/*",
  commission_bps: 450,
  fund_bps: 350,
  effective_from: "2026-06-30T16:00:00.000Z",
  effective_to: null,
};

/** A resident's payment of 36.80 for booking `booking_id`. */
export function paymentOf(booking_id: string, amount_minor = 3_680): JournalEntry {
  return {
    kind: "payment_captured",
    idem: `charge:ch_${booking_id}`,
    effective_at: NOW,
    booking_id,
    stripe: { charge: `ch_${booking_id}` },
    postings: [
      ...debit("assets:stripe", amount_minor, "cny"),
      ...credit(`liabilities:held:${booking_id}`, amount_minor, "cny"),
    ],
  };
}

/** The split of that payment at `merchant_id`. */
export function redemptionOf(booking_id: string, merchant_id = "teahouse", gross_minor = 3_680): JournalEntry {
  return redemptionEntry({
    booking_id,
    voucher_id: `voucher-of-${booking_id}`,
    merchant_id,
    ordinal: 1,
    gross_minor,
    currency: "cny",
    charge_id: `ch_${booking_id}`,
    paid_at: NOW,
    policy: POLICY,
    split: splitOf(gross_minor, POLICY),
    cashier_id: "cashier",
  });
}

/** Posts one entry in a transaction of its own. */
export async function post(db: Database, entry: JournalEntry, now: Instant = NOW): Promise<ExportedEntry> {
  const posted = await inTransaction<ExportedEntry, never>(db, async (trx) => {
    return ok(await postJournalEntry(trx, entry, ZONE, now));
  });
  if (!posted.ok) throw new Error("not posted");
  return posted.value;
}

/** A sound journal: `booking_count` payments an hour apart, each redeemed at once. Gives its entries. */
export async function aJournal(db: Database, booking_count: number): Promise<ExportedEntry[]> {
  const entries: ExportedEntry[] = [];
  for (let number = 1; number <= booking_count; number += 1) {
    const at = addMs(NOW, number * HOUR_MS);
    entries.push(await post(db, paymentOf(`b${number}`), at), await post(db, redemptionOf(`b${number}`), at));
  }
  return entries;
}

/** Violations as "seq rule", the way a reader lists them. */
export function rulesOf({ violations }: VerificationReport): string[] {
  return violations.map(({ seq, rule }) => `${seq} ${rule}`);
}

/** contract.md's own five lines: an auditor's canonical text, without the product's code. */
export function contractCanonical(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(contractCanonical).join(",")}]`;
  const object = value as Record<string, unknown>;
  const members = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${contractCanonical(object[key])}`);
  return `{${members.join(",")}}`;
}

/** The hash an entry must carry, computed as contract.md says. */
export function contractHash({ prev, hash: _hash, ...body }: ExportedEntry): string {
  return createHash("sha256")
    .update(`${prev}\n${contractCanonical(body)}`)
    .digest("hex");
}
