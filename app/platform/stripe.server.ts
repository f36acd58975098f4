import Stripe from "stripe";
import { assert } from "~/kernel/assert";
import { failure, ok, type Result } from "~/kernel/result";
import type { StripeSettings } from "./settings.server";

export type { Stripe };

/** Written out: an SDK upgrade must not change the dialect we speak by itself. */
const API_VERSION = "2026-10-28.endive";
const TIMEOUT_MS = 10_000;

/** The official client. It reads no base address from the environment, so ours is taken apart for it. */
export function createStripe({ secret_key, api_base }: StripeSettings): Stripe {
  return new Stripe(secret_key, {
    apiVersion: API_VERSION,
    maxNetworkRetries: 0,
    timeout: TIMEOUT_MS,
    telemetry: false,
    ...(api_base && {
      host: api_base.hostname,
      port: api_base.port || (api_base.protocol === "https:" ? "443" : "80"),
      protocol: api_base.protocol === "https:" ? ("https" as const) : ("http" as const),
    }),
  });
}

/**
 * Asserts that an answer is the object it should be: the SDK returns a 404 whose body has no `error` member as a
 * success.
 */
export function assertStripeObject<T extends { id: string; object: string }>(answer: T, object: T["object"]): T {
  assert(answer.object === object && typeof answer.id === "string", `Stripe answered without a ${object}`);
  return answer;
}

/** What a failed call means for the row that asked for it. */
export type StripeFailure = "refused" | "in-flight" | "unavailable";

/**
 * Sorts an SDK error: `refused` will never succeed as it is, `in-flight` is our own first try still running,
 * `unavailable` covers 5xx, 429, a key that is not accepted, timeouts and cut connections, where Stripe may have done the work.
 */
export function stripeFailure(error: unknown): StripeFailure {
  if (!(error instanceof Stripe.errors.StripeError)) return "unavailable";
  if (error.statusCode === 409) return "in-flight";
  if (error.statusCode === undefined || error.statusCode >= 500) return "unavailable";
  // a wrong or revoked key refuses everything: what waits is sent once the key is right
  if ([401, 403, 429].includes(error.statusCode)) return "unavailable";
  return "refused";
}

/** True where Stripe could not be reached or had no answer yet: another try may succeed. Our own faults are neither. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && stripeFailure(error) !== "refused";
}

/** True when Stripe answered with a 5xx: that answer is final for its key, though the work may have been done. */
export function isFinishedFailure(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && (error.statusCode ?? 0) >= 500;
}

/** True when Stripe says that it knows no object of that id. */
export function isUnknownObject(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.statusCode === 404;
}

/** True where the call to Stripe itself failed, whatever Stripe said; our own faults are none. */
export function isStripeError(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError;
}

/** Why a webhook is not accepted: no signature, one by nobody we know, one that is too old, or no event inside. */
export const WEBHOOK_REFUSALS = ["unsigned", "forged", "stale", "malformed"] as const;
export type WebhookRefusal = (typeof WEBHOOK_REFUSALS)[number];

/** A webhook's event when one of `secrets` signed exactly these bytes within the tolerance and they are an event. */
export function readSignedEvent(told: SignedBytes): Result<Stripe.Event, WebhookRefusal> {
  return readSigned(told, ({ raw, signature }, secret) => {
    const event: unknown = Stripe.webhooks.constructEvent(raw, signature, secret, WEBHOOK_TOLERANCE_S);
    return isEvent(event) ? event : undefined;
  });
}

/** What came to a webhook's address, and the secrets of which any may have signed it. */
export type SignedBytes = { raw: Buffer; signature: string; secrets: readonly string[] };

function readSigned<T>(
  told: SignedBytes,
  read: (told: SignedBytes, secret: string) => T | undefined,
): Result<T, WebhookRefusal> {
  if (told.signature === "") return failure("unsigned");
  let refusal: WebhookRefusal = "forged";
  // the next secret may match while keys are being rotated
  for (const secret of told.secrets) {
    try {
      const found = read(told, secret);
      return found === undefined ? failure("malformed") : ok(found);
    } catch (error) {
      const found = refusalOf(error);
      if (found !== "forged") refusal = found;
    }
  }
  return failure(refusal);
}

/** The signature is compared before its age, and both before the bytes are read. */
function refusalOf(error: unknown): WebhookRefusal {
  if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) return "malformed";
  return error.message.startsWith("Timestamp outside the tolerance zone") ? "stale" : "forged";
}

const WEBHOOK_TOLERANCE_S = 300;
const NEWEST_SECOND = 253_402_300_799;

/** The SDK says of anything that was signed that it is an event; what we store of one must be there. */
function isEvent(value: unknown): value is Stripe.Event {
  if (typeof value !== "object" || value === null) return false;
  const { id, type, created, data } = value as Partial<Record<string, unknown>>;
  const object = typeof data === "object" && data !== null && "object" in data ? data.object : undefined;
  const is_named = typeof id === "string" && id !== "" && typeof type === "string" && type !== "";
  const is_dated = Number.isInteger(created) && Number(created) >= 0 && Number(created) <= NEWEST_SECOND;
  return is_named && is_dated && typeof object === "object" && object !== null;
}

/** What a thin event says: which object changed, and when. */
export type ThinNotification = { id: string; type: string; object_id: string; created_ms: number };

/** A thin event when one of `secrets` signed exactly these bytes within the tolerance and they name an object. */
export function readSignedNotification(stripe: Stripe, told: SignedBytes): Result<ThinNotification, WebhookRefusal> {
  return readSigned(told, ({ raw, signature }, secret) => {
    const notification = stripe.parseEventNotification(raw, signature, secret, WEBHOOK_TOLERANCE_S);
    const related = "related_object" in notification ? notification.related_object : null;
    const object_id = related && "id" in related ? String(related.id) : "";
    const created_ms = Date.parse(String(notification.created));
    if (object_id === "" || Number.isNaN(created_ms)) return undefined;
    return { id: notification.id, type: notification.type, object_id, created_ms };
  });
}
