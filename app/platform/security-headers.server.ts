import type { IncomingMessage, ServerResponse } from "node:http";
import helmet from "helmet";

/** Where forms may lead besides our own pages: the processor's hosted pay page, after a redirect. */
const STRIPE_CHECKOUT_ORIGIN = "https://checkout.stripe.com";

export type HeaderPolicy = { origin: string; checkout_origin: string | undefined; is_dev: boolean };

/** Sets the security headers of every answer; scripts run only with this request's `nonce`. */
export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  nonce: string,
  policy: HeaderPolicy,
): Promise<void> {
  const is_https = policy.origin.startsWith("https:");
  const middleware = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", `'nonce-${nonce}'`],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        connectSrc: policy.is_dev ? ["'self'", "ws:"] : ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'", policy.checkout_origin ?? STRIPE_CHECKOUT_ORIGIN],
      },
    },
    referrerPolicy: { policy: "strict-origin-when-cross-origin" },
    strictTransportSecurity: is_https ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    crossOriginOpenerPolicy: { policy: "same-origin" },
  });
  return new Promise((resolve, reject) => {
    middleware(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
  });
}
