import { accountRoutes } from "./account-routes.server";
import type { ApiRoute } from "./api-route";
import { balanceRoutes } from "./balance-routes.server";
import { checkoutRoutes } from "./checkout-routes.server";
import { disputeRoutes } from "./dispute-routes.server";
import { eventRoutes } from "./event-routes.server";
import { paymentRoutes } from "./payment-routes.server";
import { payoutRoutes } from "./payout-routes.server";
import { refundRoutes } from "./refund-routes.server";
import { transferRoutes } from "./transfer-routes.server";

/** Every endpoint under /v1 and /v2. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...checkoutRoutes,
  ...paymentRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...transferRoutes,
  ...payoutRoutes,
  ...accountRoutes,
  ...balanceRoutes,
  ...eventRoutes,
];
