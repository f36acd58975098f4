import type { ApiRoute } from "./api-route";
import { balanceRoutes } from "./balance-routes.server";
import { checkoutRoutes } from "./checkout-routes.server";
import { disputeRoutes } from "./dispute-routes.server";
import { eventRoutes } from "./event-routes.server";
import { paymentRoutes } from "./payment-routes.server";
import { refundRoutes } from "./refund-routes.server";

/** Every endpoint under /v1. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...checkoutRoutes,
  ...paymentRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...balanceRoutes,
  ...eventRoutes,
];
