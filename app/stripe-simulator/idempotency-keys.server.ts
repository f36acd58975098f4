import { createHash } from "node:crypto";
import { DAY_MS } from "~/kernel/instant";
import { ApiFailure } from "./api-failure";
import { canonicalForm, type FormTable } from "./bracket-form";
import type { SimulatorDatabase } from "./simulator-database.server";

export type StoredAnswer = { status: number; body: string };

/** Stripe keeps keys "at least 24 hours"; measured by the machine's clock, so that a clock set for a test loses none. */
const KEPT_MS = 2 * DAY_MS;
const MAX_KEY_LENGTH = 255;

/** One text for one request: the same endpoint with the same parameters. */
export function requestHash(method: string, path: string, form: FormTable): string {
  return createHash("sha256")
    .update(`${method} ${path}\n${canonicalForm(form)}`)
    .digest("hex");
}

/** Answers remembered by key (docs.stripe.com/api/idempotent_requests), and the keys being worked on now. */
export class IdempotencyKeys {
  private readonly database: SimulatorDatabase;
  private readonly in_flight = new Set<string>();

  constructor(database: SimulatorDatabase) {
    this.database = database;
  }

  /** Marks the key as being worked on; 409 when it already is. Give it back with `leave`. */
  enter(key: string): void {
    if (key.length > MAX_KEY_LENGTH)
      throw new ApiFailure(
        400,
        "invalid_request_error",
        `Idempotency keys can have up to ${MAX_KEY_LENGTH} characters.`,
      );
    if (this.in_flight.has(key)) {
      const message = `There is currently another in-progress request using this Stripe Idempotent Key: ${key}`;
      throw new ApiFailure(409, "idempotency_error", message, { code: "idempotency_key_in_use" });
    }
    this.in_flight.add(key);
  }

  leave(key: string): void {
    this.in_flight.delete(key);
  }

  /** The remembered answer; refuses the key for other parameters or another endpoint. */
  replay(key: string, request_hash: string): StoredAnswer | undefined {
    const row = this.database
      .prepare<[string], StoredAnswer & { request_hash: string }>(
        "SELECT status, body, request_hash FROM idempotency_key WHERE key = ?",
      )
      .get(key);
    if (row && row.request_hash !== request_hash) {
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
      throw new ApiFailure(400, "idempotency_error", message);
    }
    return row && { status: row.status, body: row.body };
  }

  remember(key: string, request_hash: string, answer: StoredAnswer, now_ms: number): void {
    this.database
      .prepare("INSERT INTO idempotency_key (key, request_hash, status, body, stored_at_ms) VALUES (?, ?, ?, ?, ?)")
      .run(key, request_hash, answer.status, answer.body, now_ms);
  }

  forgetOld(now_ms: number): void {
    this.database.prepare("DELETE FROM idempotency_key WHERE stored_at_ms < ?").run(now_ms - KEPT_MS);
  }
}
