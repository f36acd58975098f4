import type { IncomingMessage, ServerResponse } from "node:http";
import helmet from "helmet";

/** Where forms may lead besides our own pages: the processor's hosted pay page, after a redirect. */
const STRIPE_CHECKOUT_ORIGIN = "https://checkout.stripe.com";

export type HeaderPolicy = { origin: string; checkout_origin: string | undefined; is_dev: boolean };

/** The security headers of one answer; scripts run only from our own files or where `script_source` allows them. */
export type SecurityHeaders = (script_source: string) => readonly (readonly [name: string, value: string])[];

/** Stands for the one value that differs from answer to answer. */
const PLACE = "'sha256-place'";

/** The headers are put together once for a policy: helmet itself would take longer than a whole answer. */
export function createSecurityHeaders(policy: HeaderPolicy): SecurityHeaders {
  const headers = headersOfHelmet(policy);
  const parts = headers.map(([name, value]) => ({ name, parts: value.split(` ${PLACE}`) }));
  return (script_source) => {
    const source = script_source && ` ${script_source}`;
    return parts.map(({ name, parts }) => [name, parts.join(source)] as const);
  };
}

/** Allows the scripts of a page that is rendered for one request alone. */
export function nonceSource(nonce: string): string {
  return `'nonce-${nonce}'`;
}

function headersOfHelmet(policy: HeaderPolicy): [string, string][] {
  const headers: [string, string][] = [];
  const recorder = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => undefined,
  };
  let failed: unknown;
  middleware(policy)({} as IncomingMessage, recorder as unknown as ServerResponse, (error?: unknown) => {
    failed = error;
  });
  if (failed) throw failed;
  return headers;
}

function middleware(policy: HeaderPolicy) {
  const is_https = policy.origin.startsWith("https:");
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", PLACE],
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
}
