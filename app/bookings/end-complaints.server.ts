import type { ComplaintTable } from "#db/schema/bookings";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import type { Trx } from "~/platform/database.server";
import { findVoucher } from "./bookings.queries.server";
import { notifyResident } from "./notify-resident.server";
import { findRefundRequest } from "./refunds.queries.server";
import { closeComplaintRow } from "./refunds.store.server";

/** Why complaints end; a person who decides says so in `closing_words`. */
export type ComplaintEnd =
  | { outcome: "withdrawn" | "undone" | "refunded" | "answered" }
  | { outcome: "closed"; closed_by: string; closing_words: string };

/**
 * Ends complaints, and tells the resident what they did not do themselves. Callers hold the booking's lock, and review
 * the voucher's settlement afterwards.
 */
export async function endComplaints(
  trx: Trx,
  complaints: readonly ComplaintTable[],
  end: ComplaintEnd,
  now: Instant,
): Promise<void> {
  for (const complaint of complaints) {
    const decision = { closed_by: null, closing_words: null, ...end, closed_at: now };
    if (!(await closeComplaintRow(trx, complaint.id, decision))) continue;
    const kind = noticeKind(complaint, end);
    if (!kind) continue;
    const told = { key: `${kind}:${complaint.id}`, booking_id: complaint.booking_id };
    const values = { amount_minor: await disputedMinor(trx, complaint) };
    await notifyResident(trx, { ...told, kind, values }, now);
  }
}

function noticeKind({ kind }: ComplaintTable, { outcome }: ComplaintEnd) {
  if (outcome === "withdrawn") return undefined;
  if (kind === "contest") return "contest-ended";
  return outcome === "closed" ? "complaint-ended" : undefined;
}

/** What the complaint was about: what was asked for, or the whole voucher. */
async function disputedMinor(trx: Trx, { request_id, voucher_id }: ComplaintTable): Promise<Minor> {
  const request = request_id === null ? undefined : await findRefundRequest(trx, request_id);
  if (request) return request.wanted_minor;
  const voucher = await findVoucher(trx, voucher_id);
  assert(voucher, "a complaint is about a voucher");
  return voucher.gross_minor;
}
