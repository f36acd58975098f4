import { bookingRequestSchema } from "~/bookings/booking-request.schema";
import { contestSchema, withdrawContestSchema } from "~/bookings/contest.schema";
import { redeemConfirmSchema } from "~/bookings/redeem-confirm.schema";
import { refundAnswerSchema } from "~/bookings/refund-answer.schema";
import { refundComplaintSchema } from "~/bookings/refund-complaint.schema";
import { refundResolutionSchema } from "~/bookings/refund-resolution.schema";
import { refundWishSchema } from "~/bookings/refund-wish.schema";
import { rescheduleSlotSchema } from "~/bookings/reschedule-slot.schema";
import { undoRedemptionSchema } from "~/bookings/undo-redemption.schema";
import { retryDeadLetterSchema } from "~/jobs/retry-dead-letter.schema";
import { chooseLanguageSchema } from "~/members/choose-language.schema";
import { markNoticesSeenSchema } from "~/members/mark-notices-seen.schema";
import { ROLES } from "~/members/role";
import {
  demoSignInSchema,
  enterCodeSchema,
  registerSchema,
  sendCodeSchema,
  signInSchema,
} from "~/members/sign-in.schema";
import { freeOfferChangeSchema, pricedOfferChangeSchema } from "~/offers/offer-change.schema";
import { switchOfferSchema } from "~/offers/switch-offer.schema";
import { bankStatementSchema, explainLineSchema, matchLineSchema } from "~/payouts/bank.schema";
import { cancelPayoutSchema } from "~/payouts/cancel-payout.schema";
import { onboardSchema, payoutAccountSchema } from "~/payouts/payout-account.schema";
import { withdrawalSchema } from "~/payouts/withdrawal.schema";
import type { NamedObject, RouteDeclaration } from "./route-declaration";

const RESIDENT = ["resident"] as const;
const OWNER = ["owner", "manager"] as const;
const COUNTER = ["owner", "manager", "cashier"] as const;
/** Staff who read a shop's records: a cashier reaches nothing but redemption. */
const BACK_OFFICE = ["owner", "manager", "accountant"] as const;
const STAFF = ["owner", "manager", "cashier", "accountant"] as const;
const OPERATOR = ["operator"] as const;
/** Who prepares and approves payments; which of the two somebody did is kept with each. */
const PAYER = ["operator", "admin"] as const;
/** Staff who deal with the shop's bank account. */
const ACCOUNT_KEEPER = ["owner", "accountant"] as const;
const SHOP_OWNER = ["owner"] as const;
const TRUSTEE = ["trustee"] as const;

const OFFER = { param: "id", kind: "offer", whose: "shared" } as const satisfies NamedObject;
const OWN_OFFER = { param: "id", kind: "offer", whose: "own" } as const satisfies NamedObject;
const MERCHANT = { param: "id", kind: "merchant", whose: "shared" } as const satisfies NamedObject;
/** Whoever has the code may read the receipt. */
const RECEIPT = { param: "code", kind: "receipt", whose: "shared" } as const satisfies NamedObject;
/** Opening a link tells nobody whether it is good. */
const LINK = {
  param: "token",
  kind: "one-time-link",
  whose: "shared",
  unknown: { GET: 200, POST: 401 },
} as const satisfies NamedObject;
const OWN_BOOKING = { param: "id", kind: "booking", whose: "own" } as const satisfies NamedObject;
const ENTRY = { param: "id", kind: "journal-entry", whose: "shared" } as const satisfies NamedObject;
const BATCH = { param: "id", kind: "payout-batch", whose: "shared" } as const satisfies NamedObject;
const PAYOUT_LINE = { param: "id", kind: "payout-line", whose: "shared" } as const satisfies NamedObject;
const STOPPED_TRANSFER = { param: "id", kind: "stopped-transfer", whose: "shared" } as const satisfies NamedObject;
const WITHDRAWAL = { param: "id", kind: "withdrawal", whose: "shared" } as const satisfies NamedObject;
const BANK_LINE = { param: "id", kind: "bank-line", whose: "shared" } as const satisfies NamedObject;
const FUND_BANK_LINE = { param: "id", kind: "fund-bank-line", whose: "shared" } as const satisfies NamedObject;
const RUN = { param: "id", kind: "verification-run", whose: "shared" } as const satisfies NamedObject;

/**
 * The one place that says who may do what with whose, and what may be sent along. The guard enforces it, and
 * `npm run routes:manifest` prints it. A route or method that is not here does not answer, and does not build.
 */
export const ACCESS = {
  "public/home": { GET: "everyone" },
  "public/offers": { GET: "everyone", query: ["q", "category", "price", "sort", "page"] },
  "public/offer": { GET: "everyone", object: OFFER },
  "public/book-offer": { GET: RESIDENT, POST: RESIDENT, object: OFFER, query: ["slot"], form: bookingRequestSchema },
  "public/merchant": { GET: "everyone", object: MERCHANT },
  "public/fund": { GET: "everyone" },
  "public/fund-journal": { GET: "everyone", query: ["entry", "month", "kind", "page"] },
  "public/fund-anchors": { GET: "everyone" },
  "public/fund-keys": { GET: "everyone" },
  "public/receipt": { GET: "everyone", object: RECEIPT },
  "public/receipt-proof": { GET: "everyone", object: RECEIPT },
  "public/sign-in": { GET: "everyone", POST: "everyone", query: ["next"], form: signInSchema },
  "public/sign-in-code": {
    GET: "everyone",
    POST: "everyone",
    query: ["next"],
    form: { send: sendCodeSchema, enter: enterCodeSchema },
    answers: { POST: 200 },
  },
  "public/sign-in-link": { GET: "everyone", POST: "everyone", object: LINK },
  "public/register": { GET: "everyone", POST: "everyone", query: ["next"], form: registerSchema },
  "public/choose-language": { POST: "everyone", form: chooseLanguageSchema },
  "public/sign-out": { POST: "everyone" },
  "public/demo-sign-in": { POST: "everyone", form: demoSignInSchema, is_demo_only: true },
  "public/demo-messages": { GET: "everyone", is_demo_only: true },
  "public/not-found": { GET: "everyone", answers: { GET: 404 } },
  "resident/me": { GET: RESIDENT },
  "resident/bookings": { GET: RESIDENT, query: ["view"] },
  "resident/booking": { GET: RESIDENT, object: OWN_BOOKING, query: ["session_id", "looked", "notice"] },
  "resident/pay-booking": { POST: RESIDENT, object: OWN_BOOKING },
  "resident/leave-checkout": {
    GET: RESIDENT,
    POST: RESIDENT,
    object: OWN_BOOKING,
    answers: { GET: 303 },
    has_writing_get: true,
  },
  "resident/cancel-booking": { POST: RESIDENT, object: OWN_BOOKING },
  "resident/notices": { GET: ROLES, POST: ROLES, form: markNoticesSeenSchema },
  "resident/ask-refund": {
    GET: RESIDENT,
    POST: RESIDENT,
    object: OWN_BOOKING,
    query: ["voucher"],
    form: refundWishSchema,
  },
  "resident/contest": {
    GET: RESIDENT,
    POST: RESIDENT,
    object: OWN_BOOKING,
    query: ["voucher"],
    form: contestSchema,
  },
  "resident/withdraw-contest": { POST: RESIDENT, object: OWN_BOOKING, form: withdrawContestSchema },
  "resident/complain": {
    GET: RESIDENT,
    POST: RESIDENT,
    object: OWN_BOOKING,
    query: ["request"],
    form: refundComplaintSchema,
  },
  "merchant/home": { GET: STAFF },
  "merchant/redeem": {
    GET: COUNTER,
    POST: COUNTER,
    query: ["t", "code"],
    form: redeemConfirmSchema,
    answers: { POST: 200 },
  },
  "merchant/undo": { GET: COUNTER, POST: COUNTER, query: ["voucher", "ordinal"], form: undoRedemptionSchema },
  "merchant/offers": { GET: OWNER },
  "merchant/edit-offer": {
    GET: OWNER,
    POST: OWNER,
    object: OWN_OFFER,
    query: ["saved"],
    form: { free: freeOfferChangeSchema, priced: pricedOfferChangeSchema },
  },
  "merchant/slots": {
    GET: OWNER,
    POST: OWNER,
    object: OWN_OFFER,
    query: ["slot", "told"],
    form: rescheduleSlotSchema,
  },
  "merchant/redemptions": { GET: BACK_OFFICE, query: ["page"] },
  "merchant/refunds": { GET: OWNER, POST: OWNER, query: ["page"], form: refundAnswerSchema },
  "merchant/statement": { GET: BACK_OFFICE, query: ["from", "to"] },
  "merchant/payout-account": {
    GET: ACCOUNT_KEEPER,
    POST: SHOP_OWNER,
    query: ["saved", "unavailable"],
    form: payoutAccountSchema,
  },
  "merchant/onboard": { POST: SHOP_OWNER, form: onboardSchema },
  "operator/home": { GET: OPERATOR, query: ["q", "category", "state", "switched"] },
  "operator/incidents": { GET: OPERATOR, POST: OPERATOR, query: ["page"] },
  "operator/jobs": { GET: OPERATOR, POST: OPERATOR, query: ["retried"], form: retryDeadLetterSchema },
  "operator/switch-offer": { POST: OPERATOR, object: OFFER, form: switchOfferSchema },
  "operator/complaints": { GET: OPERATOR, query: ["page"] },
  "operator/disputes": { GET: OPERATOR },
  "operator/refunds": { GET: OPERATOR, POST: OPERATOR, query: ["page"], form: refundResolutionSchema },
  "operator/payouts": { GET: PAYER, POST: PAYER, query: ["notice"] },
  "operator/payout-batch": { GET: PAYER, object: BATCH, query: ["notice"] },
  "operator/approve-payouts": { POST: PAYER, object: BATCH },
  "operator/void-payouts": { POST: PAYER, object: BATCH },
  "operator/export-payouts": { POST: PAYER, object: BATCH, answers: { POST: 200 } },
  "operator/cancel-payout": { POST: PAYER, object: PAYOUT_LINE, form: cancelPayoutSchema },
  "operator/bank": { GET: PAYER, POST: PAYER, query: ["notice"], form: bankStatementSchema },
  "operator/bank-line": {
    GET: PAYER,
    POST: PAYER,
    object: BANK_LINE,
    form: { match: matchLineSchema, explain: explainLineSchema },
  },
  "operator/resend-transfer": { POST: PAYER, object: STOPPED_TRANSFER },
  "operator/withdrawals": { GET: PAYER, POST: PAYER, query: ["notice"], form: withdrawalSchema },
  "operator/approve-withdrawal": { POST: PAYER, object: WITHDRAWAL },
  "operator/void-withdrawal": { POST: PAYER, object: WITHDRAWAL },
  "trustee/home": { GET: TRUSTEE },
  "trustee/journal": {
    GET: TRUSTEE,
    query: ["from", "to", "text", "kind", "account", "least", "most", "page"],
  },
  "trustee/entry": { GET: TRUSTEE, object: ENTRY },
  "trustee/incidents": { GET: TRUSTEE, POST: TRUSTEE, query: ["page"] },
  "trustee/fund-bank": { GET: TRUSTEE, POST: TRUSTEE, query: ["notice"], form: bankStatementSchema },
  "trustee/fund-bank-line": {
    GET: TRUSTEE,
    POST: TRUSTEE,
    object: FUND_BANK_LINE,
    form: { match: matchLineSchema, explain: explainLineSchema },
  },
  "trustee/verify": { GET: TRUSTEE, POST: TRUSTEE, query: ["run"] },
  "trustee/verify-progress": { GET: TRUSTEE, object: RUN },
  "machine/healthz": { GET: "everyone", is_for_machines: true },
  "machine/readyz": { GET: "everyone", is_for_machines: true },
  "machine/metrics": { GET: "everyone", is_for_machines: true },
  "machine/stripe-webhook": { POST: "everyone", is_for_machines: true, has_raw_body: true, answers: { POST: 400 } },
  "machine/stripe-thin-webhook": {
    POST: "everyone",
    is_for_machines: true,
    has_raw_body: true,
    answers: { POST: 400 },
  },
} as const satisfies Record<string, RouteDeclaration>;

export type RouteName = keyof typeof ACCESS;

/** The declaration of a route, without knowing which. */
export function declarationOf(name: RouteName): RouteDeclaration {
  return ACCESS[name];
}
