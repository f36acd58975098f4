import type { Role } from "~/members/role";

/** Who may use a method of a route: everybody, or people who hold one of these roles. */
type Permission = "everyone" | readonly Role[];
type RouteAccess = { GET?: Permission; POST?: Permission };

const RESIDENT = ["resident"] as const;
const OWNER = ["owner", "manager"] as const;
const COUNTER = ["owner", "manager", "cashier"] as const;
/** Staff who read a shop's records: a cashier reaches nothing but redemption. */
const BACK_OFFICE = ["owner", "manager", "accountant"] as const;
const STAFF = ["owner", "manager", "cashier", "accountant"] as const;
const OPERATOR = ["operator"] as const;
const TRUSTEE = ["trustee"] as const;

/** The one place that says who may do what. A route or method that is not here does not answer. */
export const ACCESS = {
  "public/home": { GET: "everyone" },
  "public/offers": { GET: "everyone" },
  "public/offer": { GET: "everyone" },
  "public/book-offer": { GET: "everyone", POST: RESIDENT },
  "public/merchant": { GET: "everyone" },
  "public/fund": { GET: "everyone" },
  "public/fund-journal": { GET: "everyone" },
  "public/fund-anchors": { GET: "everyone" },
  "public/fund-keys": { GET: "everyone" },
  "public/receipt": { GET: "everyone" },
  "public/receipt-proof": { GET: "everyone" },
  "public/sign-in": { GET: "everyone", POST: "everyone" },
  "public/sign-in-code": { GET: "everyone", POST: "everyone" },
  "public/sign-in-link": { GET: "everyone", POST: "everyone" },
  "public/register": { GET: "everyone", POST: "everyone" },
  "public/choose-language": { POST: "everyone" },
  "public/sign-out": { POST: "everyone" },
  "public/demo-sign-in": { POST: "everyone" },
  "public/demo-messages": { GET: "everyone" },
  "public/not-found": { GET: "everyone" },
  "resident/me": { GET: RESIDENT },
  "resident/bookings": { GET: RESIDENT },
  "resident/booking": { GET: RESIDENT },
  "resident/pay-booking": { POST: RESIDENT },
  "resident/leave-checkout": { GET: RESIDENT, POST: RESIDENT },
  "resident/cancel-booking": { POST: RESIDENT },
  "merchant/home": { GET: STAFF },
  "merchant/redeem": { GET: COUNTER, POST: COUNTER },
  "merchant/offers": { GET: OWNER },
  "merchant/edit-offer": { GET: OWNER, POST: OWNER },
  "merchant/redemptions": { GET: BACK_OFFICE },
  "operator/home": { GET: OPERATOR },
  "operator/switch-offer": { POST: OPERATOR },
  "trustee/home": { GET: TRUSTEE },
  "trustee/journal": { GET: TRUSTEE },
  "trustee/entry": { GET: TRUSTEE },
  "trustee/verify": { GET: TRUSTEE, POST: TRUSTEE },
  "trustee/verify-progress": { GET: TRUSTEE },
  "machine/healthz": { GET: "everyone" },
  "machine/readyz": { GET: "everyone" },
  "machine/stripe-webhook": { POST: "everyone" },
} as const satisfies Record<string, RouteAccess>;

export type RouteName = keyof typeof ACCESS;
