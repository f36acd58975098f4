import type { Reader } from "~/platform/database.server";

type PageWindow = { limit: number; offset: number };

/** The processor could not give the money back: a person decides what becomes of it. */
const FAILED_STATES = ["failed", "canceled"] as const;

/** Refund requests at a merchant with what they are about: those that wait, oldest first, or those that ended, newest first. */
export async function listRequestsAt(
  reader: Reader,
  merchant_id: string,
  { is_open, limit, offset }: PageWindow & { is_open: boolean },
) {
  const direction = is_open ? "asc" : "desc";
  return reader
    .selectFrom("refund_request")
    .innerJoin("voucher", "voucher.id", "refund_request.voucher_id")
    .innerJoin("booking", "booking.id", "refund_request.booking_id")
    .innerJoin("person as resident", "resident.id", "refund_request.resident_id")
    .leftJoin("person as staff", "staff.id", "refund_request.answered_by")
    .selectAll("refund_request")
    .select(["voucher.ordinal", "voucher.gross_minor", "voucher.redeemed_at"])
    .select(["booking.terms_json", "booking.quantity", "resident.name as resident_name", "staff.name as staff_name"])
    .where("refund_request.merchant_id", "=", merchant_id)
    .where("refund_request.state", is_open ? "=" : "<>", "requested")
    .orderBy(is_open ? "refund_request.requested_at" : "refund_request.answered_at", direction)
    .orderBy("refund_request.id")
    .limit(limit)
    .offset(offset)
    .execute();
}

/** How many refund requests at a merchant wait for an answer, and how many ended. */
export async function countRequestsAt(reader: Reader, merchant_id: string) {
  const rows = await reader
    .selectFrom("refund_request")
    .select(["state", (eb) => eb.fn.countAll<number>().as("count")])
    .where("merchant_id", "=", merchant_id)
    .groupBy("state")
    .execute();
  const sum = (is_open: boolean) =>
    rows.reduce((total, { state, count }) => total + ((state === "requested") === is_open ? Number(count) : 0), 0);
  return { open_count: sum(true), ended_count: sum(false) };
}

/** Vouchers of a merchant whose redemption is contested: what a shop must know before it answers. */
export async function listContestedVouchers(reader: Reader, merchant_id: string): Promise<Set<string>> {
  const rows = await reader
    .selectFrom("complaint")
    .select("voucher_id")
    .where("merchant_id", "=", merchant_id)
    .where("kind", "=", "contest")
    .where("state", "=", "open")
    .execute();
  return new Set(rows.map(({ voucher_id }) => voucher_id));
}

/** Why the operator ended complaints about these requests and what was contested beside them, by request. */
export async function listClosingWords(reader: Reader, request_ids: readonly string[]): Promise<Map<string, string>> {
  if (request_ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom("complaint")
    .select(["request_id", "closing_words"])
    .where("request_id", "in", request_ids)
    .where("outcome", "=", "closed")
    .orderBy("closed_at")
    .execute();
  return new Map(rows.map(({ request_id, closing_words }) => [request_id ?? "", closing_words ?? ""]));
}

/** The operator's queue with both sides' words: open complaints oldest first, closed ones newest first. */
export async function listComplaintQueue(
  reader: Reader,
  { state, limit, offset }: PageWindow & { state: "open" | "closed" },
) {
  const direction = state === "open" ? "asc" : "desc";
  return reader
    .selectFrom("complaint")
    .innerJoin("voucher", "voucher.id", "complaint.voucher_id")
    .innerJoin("booking", "booking.id", "complaint.booking_id")
    .innerJoin("person as resident", "resident.id", "complaint.resident_id")
    .leftJoin("refund_request", "refund_request.id", "complaint.request_id")
    .select(["complaint.id", "complaint.kind", "complaint.text", "complaint.booking_id", "complaint.outcome"])
    .select(["complaint.opened_at", "complaint.closed_at", "complaint.closing_words"])
    .select(["voucher.gross_minor", "voucher.redeemed_at"])
    .select(["booking.terms_json", "resident.name as resident_name"])
    .select(["refund_request.reason", "refund_request.wanted_minor", "refund_request.state as request_state"])
    .select(["refund_request.agreed_minor", "refund_request.answer"])
    .where("complaint.state", "=", state)
    .orderBy(state === "open" ? "complaint.opened_at" : "complaint.closed_at", direction)
    .orderBy("complaint.id")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function countComplaints(reader: Reader, state: "open" | "closed"): Promise<number> {
  const { count } = await reader
    .selectFrom("complaint")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("state", "=", state)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Refunds that failed: those a person must decide on, oldest first, or those that were decided, newest first. */
export async function listFailedRefunds(reader: Reader, { is_open, limit, offset }: PageWindow & { is_open: boolean }) {
  return reader
    .selectFrom("refund")
    .innerJoin("booking", "booking.id", "refund.booking_id")
    .innerJoin("person as resident", "resident.id", "booking.resident_id")
    .leftJoin("person as decider", "decider.id", "refund.resolved_by")
    .selectAll("refund")
    .select(["booking.terms_json", "booking.contact_phone", "resident.name as resident_name"])
    .select("decider.name as decider_name")
    .where("refund.state", "in", FAILED_STATES)
    .where("refund.resolved_at", is_open ? "is" : "is not", null)
    .orderBy(is_open ? "refund.requested_at" : "refund.resolved_at", is_open ? "asc" : "desc")
    .orderBy("refund.id")
    .limit(limit)
    .offset(offset)
    .execute();
}

export async function countFailedRefunds(reader: Reader, { is_open }: { is_open: boolean }): Promise<number> {
  const { count } = await reader
    .selectFrom("refund")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("state", "in", FAILED_STATES)
    .where("resolved_at", is_open ? "is" : "is not", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
