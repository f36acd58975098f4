import { index, layout, prefix, type RouteConfig, type RouteConfigEntry, route } from "@remix-run/route-config";

/** The pages of one area inside its frame; refusals keep the frame around them. */
function area(name: string, frame: string, pages: RouteConfigEntry[]): RouteConfigEntry {
  return layout(frame, [layout("routes/refusals.tsx", { id: `${name}-refusals` }, pages)]);
}

/** Every address of the product, by area; one layout an area. Who may use them is said in `routes/access.server.ts`. */
export default [
  area("public", "routes/public/layout.tsx", [
    index("routes/public/home.tsx"),
    route("offers", "routes/public/offers.tsx"),
    route("offers/:id", "routes/public/offer.tsx"),
    route("offers/:id/book", "routes/public/book-offer.tsx"),
    route("merchants/:id", "routes/public/merchant.tsx"),
    route("fund", "routes/public/fund.tsx"),
    route("fund/journal", "routes/public/fund-journal.tsx"),
    route("receipts/:code", "routes/public/receipt.tsx"),
    route("sign-in", "routes/public/sign-in.tsx"),
    route("sign-in/code", "routes/public/sign-in-code.tsx"),
    route("sign-in/link/:token", "routes/public/sign-in-link.tsx"),
    route("register", "routes/public/register.tsx"),
    route("demo/messages", "routes/public/demo-messages.tsx"),
    layout("routes/resident/layout.tsx", [
      ...prefix("me", [
        index("routes/resident/me.tsx"),
        route("notices", "routes/resident/notices.tsx"),
        route("bookings", "routes/resident/bookings.tsx"),
        route("bookings/:id", "routes/resident/booking.tsx"),
        route("bookings/:id/refund", "routes/resident/ask-refund.tsx"),
        route("bookings/:id/contest", "routes/resident/contest.tsx"),
        route("bookings/:id/complain", "routes/resident/complain.tsx"),
      ]),
    ]),
    route("*", "routes/public/not-found.tsx"),
  ]),
  route("language", "routes/public/choose-language.ts"),
  route("sign-out", "routes/public/sign-out.ts"),
  route("demo/sign-in", "routes/public/demo-sign-in.ts"),
  route("fund/anchors.jsonl", "routes/public/fund-anchors.ts"),
  route("fund/keys.json", "routes/public/fund-keys.ts"),
  route("receipts/:code/proof.json", "routes/public/receipt-proof.ts"),
  ...prefix("me/bookings/:id", [
    route("pay", "routes/resident/pay-booking.ts"),
    route("leave-checkout", "routes/resident/leave-checkout.ts"),
    route("cancel", "routes/resident/cancel-booking.ts"),
    route("contest/withdraw", "routes/resident/withdraw-contest.ts"),
  ]),
  ...prefix("merchant", [
    area("merchant", "routes/merchant/layout.tsx", [
      index("routes/merchant/home.tsx"),
      route("redeem", "routes/merchant/redeem.tsx"),
      route("undo", "routes/merchant/undo.tsx"),
      route("offers", "routes/merchant/offers.tsx"),
      route("offers/:id", "routes/merchant/edit-offer.tsx"),
      route("offers/:id/slots", "routes/merchant/slots.tsx"),
      route("redemptions", "routes/merchant/redemptions.tsx"),
      route("refunds", "routes/merchant/refunds.tsx"),
      route("statement", "routes/merchant/statement.tsx"),
      route("payout-account", "routes/merchant/payout-account.tsx"),
    ]),
  ]),
  route("merchant/payout-account/onboard", "routes/merchant/onboard.ts"),
  ...prefix("operator", [
    area("operator", "routes/operator/layout.tsx", [
      index("routes/operator/home.tsx"),
      route("incidents", "routes/operator/incidents.tsx"),
      route("jobs", "routes/operator/jobs.tsx"),
      route("complaints", "routes/operator/complaints.tsx"),
      route("refunds", "routes/operator/refunds.tsx"),
      route("disputes", "routes/operator/disputes.tsx"),
      route("payouts", "routes/operator/payouts.tsx"),
      route("payouts/:id", "routes/operator/payout-batch.tsx"),
      route("bank", "routes/operator/bank.tsx"),
      route("bank/:id", "routes/operator/bank-line.tsx"),
      route("withdrawals", "routes/operator/withdrawals.tsx"),
    ]),
    route("offers/:id/switch", "routes/operator/switch-offer.ts"),
    route("payouts/:id/approve", "routes/operator/approve-payouts.ts"),
    route("payouts/:id/void", "routes/operator/void-payouts.ts"),
    route("payouts/:id/export", "routes/operator/export-payouts.ts"),
    route("payout-lines/:id/cancel", "routes/operator/cancel-payout.ts"),
    route("transfers/:id/resend", "routes/operator/resend-transfer.ts"),
    route("withdrawals/:id/approve", "routes/operator/approve-withdrawal.ts"),
    route("withdrawals/:id/void", "routes/operator/void-withdrawal.ts"),
  ]),
  ...prefix("trustee", [
    area("trustee", "routes/trustee/layout.tsx", [
      index("routes/trustee/home.tsx"),
      route("journal", "routes/trustee/journal.tsx"),
      route("journal/:id", "routes/trustee/entry.tsx"),
      route("verify", "routes/trustee/verify.tsx"),
      route("incidents", "routes/trustee/incidents.tsx"),
      route("bank", "routes/trustee/fund-bank.tsx"),
      route("bank/:id", "routes/trustee/fund-bank-line.tsx"),
    ]),
    route("verify/:id/progress", "routes/trustee/verify-progress.ts"),
  ]),
  route("healthz", "routes/machine/healthz.ts"),
  route("readyz", "routes/machine/readyz.ts"),
  route("metrics", "routes/machine/metrics.ts"),
  route("webhooks/stripe", "routes/machine/stripe-webhook.ts"),
  route("webhooks/stripe-thin", "routes/machine/stripe-thin-webhook.ts"),
] satisfies RouteConfig;
