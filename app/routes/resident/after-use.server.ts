import type { Booking, Voucher } from "~/bookings/bookings.queries.server";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { complainableFrom, complaintKind, contestableUntil, refundAskableUntil } from "~/bookings/redemption-contest";
import {
  getClaimedMinor,
  listComplaints,
  listRefundRequests,
  type RefundRequest,
} from "~/bookings/refunds.queries.server";
import { instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import type { MemberVisit } from "../guard.server";

type Complaint = Awaited<ReturnType<typeof listComplaints>>[number];

/** Where a complaint stands: it may be made, may be made later, waits for the operator, or is over. */
type ComplaintStep =
  | { step: "possible" }
  | { step: "later"; at: string }
  | { step: "open"; at: string }
  | { step: "closed"; words: string };

export type ShownRequest = {
  id: string;
  reason: string;
  wanted_minor: Minor;
  state: RefundRequest["state"];
  agreed_minor: Minor | null;
  answer: string;
  asked: string;
  complaint: ComplaintStep | null;
};

/** What became of a voucher after it was used, and what its resident may still do. `until` is in words. */
export type AfterUse = {
  id: string;
  ordinal: number;
  used: string | null;
  /** The shop took the redemption back: the voucher can be used again. */
  is_undone: boolean;
  contest:
    | { step: "possible"; until: string }
    | { step: "open"; at: string }
    | { step: "closed"; words: string }
    | null;
  ask: { left_minor: Minor; until: string } | null;
  requests: ShownRequest[];
};

/** The vouchers of a booking that were used, each with what can be said about that. */
export async function listAfterUse(visit: MemberVisit, booking: Booking): Promise<AfterUse[]> {
  const { read } = visit.services.db;
  const used = (await listVouchers(read, booking.id)).filter(({ redemption_count }) => redemption_count > 0);
  if (used.length === 0) return [];
  const [requests, complaints] = [await listRefundRequests(read, booking.id), await listComplaints(read, booking.id)];
  return Promise.all(
    used.map(async (voucher) => {
      const ofVoucher = (each: { voucher_id: string }) => each.voucher_id === voucher.id;
      const own_requests = requests.filter(ofVoucher);
      const own_complaints = complaints.filter(ofVoucher);
      return {
        id: voucher.id,
        ordinal: voucher.ordinal,
        used: voucher.redeemed_at && visit.dates.dayTime(instant(voucher.redeemed_at)),
        is_undone: voucher.state === "issued",
        contest: contestOf(visit, voucher, own_complaints),
        ask: await askOf(visit, { booking, voucher }, own_requests),
        requests: own_requests.map((request) => shownRequest(visit, request, own_complaints)),
      };
    }),
  );
}

function contestOf(
  { dates, now }: MemberVisit,
  voucher: Voucher,
  complaints: readonly Complaint[],
): AfterUse["contest"] {
  const open = complaints.find(({ kind, state }) => kind === "contest" && state === "open");
  if (open) return { step: "open", at: dates.dayTime(instant(open.opened_at)) };
  if (voucher.state !== "redeemed" || voucher.redeemed_at === null) return null;
  const { redeemed_at } = voucher;
  const decided = complaints.find((each) => each.kind === "contest" && each.outcome === "closed");
  if (decided && decided.opened_at >= redeemed_at) return { step: "closed", words: decided.closing_words ?? "" };
  const until = contestableUntil(voucher.redeemed_at);
  return now > until ? null : { step: "possible", until: dates.dayTime(until) };
}

async function askOf(
  { services, dates, now }: MemberVisit,
  { booking, voucher }: { booking: Booking; voucher: Voucher },
  requests: readonly RefundRequest[],
): Promise<AfterUse["ask"]> {
  if (voucher.state !== "redeemed" || booking.paid_at === null) return null;
  if (requests.some(({ state }) => state === "requested")) return null;
  const until = refundAskableUntil(booking.paid_at);
  const left_minor = voucher.gross_minor - (await getClaimedMinor(services.db.read, voucher.id));
  return left_minor === 0 || now > until ? null : { left_minor, until: dates.day(until) };
}

function shownRequest(visit: MemberVisit, request: RefundRequest, complaints: readonly Complaint[]): ShownRequest {
  const { id, reason, wanted_minor, state, agreed_minor, answer, requested_at } = request;
  return {
    id,
    reason,
    wanted_minor,
    state,
    agreed_minor,
    answer: answer ?? "",
    asked: visit.dates.dayTime(instant(requested_at)),
    complaint: complaintOf(visit, request, complaints),
  };
}

function complaintOf(
  { dates, now }: MemberVisit,
  request: RefundRequest,
  complaints: readonly Complaint[],
): ComplaintStep | null {
  const [made] = complaints.filter(({ kind, request_id }) => kind !== "contest" && request_id === request.id);
  const kind = complaintKind(request, now);
  if (made?.state === "open" && (kind === undefined || made.kind === kind)) {
    return { step: "open", at: dates.dayTime(instant(made.opened_at)) };
  }
  if (kind && made?.kind !== kind) return { step: "possible" };
  if (made?.state === "closed") return { step: "closed", words: made.closing_words ?? "" };
  return request.state === "requested"
    ? { step: "later", at: dates.dayTime(complainableFrom(request.requested_at)) }
    : null;
}
