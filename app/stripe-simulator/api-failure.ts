type FailureType = "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
type FailureDetail = { code?: string; param?: string };

/**
 * A refusal in Stripe's own shape. `is_kept` says whether the answer is remembered for its idempotency key:
 * Stripe forgets refusals of malformed parameters and remembers everything that began to execute
 * (docs.stripe.com/api/idempotent_requests).
 */
export class ApiFailure extends Error {
  readonly status: number;
  readonly type: FailureType;
  readonly detail: FailureDetail;
  readonly is_kept: boolean;

  constructor(status: number, type: FailureType, message: string, detail: FailureDetail & { is_kept?: boolean } = {}) {
    super(message);
    const { is_kept = false, ...shown } = detail;
    this.status = status;
    this.type = type;
    this.detail = shown;
    this.is_kept = is_kept;
  }

  /** The body Stripe answers with. */
  body(): { error: { type: FailureType; message: string; code?: string; param?: string } } {
    return { error: { type: this.type, message: this.message, ...this.detail } };
  }
}

/** 400 for parameters that are malformed; not remembered. */
export function malformed(message: string, detail: FailureDetail = {}): ApiFailure {
  return new ApiFailure(400, "invalid_request_error", message, detail);
}

/** 400 for a request whose object is in the wrong state; remembered. */
export function refused(message: string, detail: FailureDetail = {}): ApiFailure {
  return new ApiFailure(400, "invalid_request_error", message, { ...detail, is_kept: true });
}

/** 404 for an id that names nothing; remembered. */
export function missing(kind: string, id: string, param = "id"): ApiFailure {
  return new ApiFailure(404, "invalid_request_error", `No such ${kind}: '${id}'`, {
    code: "resource_missing",
    param,
    is_kept: true,
  });
}

/** The 500 that faults answer with. */
export function internalFailure(): ApiFailure {
  return new ApiFailure(500, "api_error", "An unknown error occurred (simulated).", { is_kept: true });
}

/** The 429 that faults answer with; the request was not looked at. */
export function tooManyRequests(): ApiFailure {
  return new ApiFailure(429, "invalid_request_error", "Request rate limit exceeded (simulated).", {
    code: "rate_limit",
  });
}
