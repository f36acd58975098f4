import { type aPayoutOfEachKind, payoutPages } from "#tests/support/payout-objects";
import type { ProductServer } from "#tests/support/product-server";

/** Who reads a page, and at which addresses. */
type Pages = Record<string, { by: string; paths: string[] }>;

/** What the pages are about. */
type Shown = { server: ProductServer; booking: string; voucher: string; receipt: string } & {
  payouts: Awaited<ReturnType<typeof aPayoutOfEachKind>>;
};

/** Every page that answers a GET, by its route: who reads it and at which addresses. */
export function everyPage(shown: Shown): Pages {
  const { server, booking, receipt, payouts } = shown;
  const offer = server.offer("voucher").id;
  const { id: slot_offer, slot_id = "" } = server.offer("slot50");
  return {
    "public/home": { by: "anonymous", paths: ["/"] },
    "public/offers": {
      by: "anonymous",
      paths: ["/offers", "/offers?q=nothing+like+it", "/offers?sort=x&price=y&page=0"],
    },
    "public/offer": {
      by: "anonymous",
      paths: [offer, slot_offer, server.offer("quota800").id].map((id) => `/offers/${id}`),
    },
    "public/book-offer": {
      by: "resident",
      paths: [`/offers/${offer}/book`, `/offers/${slot_offer}/book?slot=${encodeURIComponent(slot_id)}`],
    },
    "public/merchant": { by: "anonymous", paths: [`/merchants/${server.account("owner").merchant}`] },
    "public/fund": { by: "anonymous", paths: ["/fund"] },
    "public/fund-journal": {
      by: "anonymous",
      paths: ["/fund/journal", "/fund/journal?entry=1", "/fund/journal?kind=x&month=y"],
    },
    "public/receipt": { by: "anonymous", paths: [`/receipts/${receipt}`] },
    "public/sign-in": { by: "anonymous", paths: ["/sign-in"] },
    "public/sign-in-code": { by: "anonymous", paths: ["/sign-in/code"] },
    "public/sign-in-link": { by: "anonymous", paths: ["/sign-in/link/unknown"] },
    "public/register": { by: "anonymous", paths: ["/register"] },
    "public/demo-messages": { by: "anonymous", paths: ["/demo/messages"] },
    "public/not-found": { by: "anonymous", paths: ["/nothing/here"] },
    "resident/me": { by: "resident", paths: ["/me"] },
    "resident/bookings": { by: "resident", paths: ["/me/bookings", "/me/bookings?view=unpaid"] },
    "resident/booking": {
      by: "resident",
      paths: [`/me/bookings/${booking}`, `/me/bookings/${booking}?notice=deadline-over`],
    },
    "resident/notices": { by: "resident", paths: ["/me/notices"] },
    ...afterUsePages(shown),
    "merchant/home": { by: "owner", paths: ["/merchant"] },
    "merchant/redeem": {
      by: "cashier",
      paths: ["/merchant/redeem", "/merchant/redeem?code=1", "/merchant/redeem?t=unknown"],
    },
    "merchant/offers": { by: "owner", paths: ["/merchant/offers"] },
    ...offerPages(offer),
    "merchant/redemptions": { by: "owner", paths: ["/merchant/redemptions"] },
    "operator/home": { by: "operator", paths: ["/operator", "/operator?state=off", `/operator?switched=${offer}`] },
    ...payoutPages(payouts),
    "operator/jobs": { by: "operator", paths: ["/operator/jobs", "/operator/jobs?retried=not-dead"] },
    "trustee/home": { by: "trustee", paths: ["/trustee"] },
    "trustee/journal": {
      by: "trustee",
      paths: ["/trustee/journal", "/trustee/journal?from=x&kind=y", "/trustee/journal?account=liabilities:merchant:"],
    },
    "trustee/entry": { by: "trustee", paths: ["/trustee/journal/1", "/trustee/journal/3"] },
    "trustee/verify": { by: "trustee", paths: ["/trustee/verify", "/trustee/verify?run=x"] },
  };
}

/** What an owner sees of one offer. */
function offerPages(offer: string): Pages {
  const path = `/merchant/offers/${offer}`;
  return {
    "merchant/edit-offer": { by: "owner", paths: [path, `${path}?saved=1`] },
    "merchant/slots": { by: "owner", paths: [`${path}/slots`, `${path}/slots?told=2`] },
  };
}

/** What is asked, answered and complained of after use. */
function afterUsePages({ booking, voucher }: Shown): Pages {
  return {
    "resident/ask-refund": { by: "resident", paths: [`/me/bookings/${booking}/refund`] },
    "resident/contest": { by: "resident", paths: [`/me/bookings/${booking}/contest`] },
    "resident/complain": { by: "resident", paths: [`/me/bookings/${booking}/complain`] },
    "merchant/undo": { by: "cashier", paths: ["/merchant/undo", `/merchant/undo?voucher=${voucher}&ordinal=1`] },
    "merchant/refunds": { by: "owner", paths: ["/merchant/refunds"] },
    "operator/complaints": { by: "operator", paths: ["/operator/complaints"] },
    "operator/refunds": { by: "operator", paths: ["/operator/refunds"] },
    "operator/disputes": { by: "operator", paths: ["/operator/disputes"] },
    "operator/incidents": { by: "operator", paths: ["/operator/incidents", "/operator/incidents?page=9"] },
    "trustee/incidents": { by: "trustee", paths: ["/trustee/incidents"] },
  };
}

/** Answers to programs: they have no language. */
export const NO_PAGES = [
  "public/fund-anchors",
  "public/fund-keys",
  "public/receipt-proof",
  "resident/leave-checkout",
  "trustee/verify-progress",
  "machine/healthz",
  "machine/readyz",
  "machine/metrics",
];
