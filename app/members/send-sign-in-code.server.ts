import { randomInt, randomUUID } from "node:crypto";
import { addMs, type Instant, MINUTE_MS } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { lockName } from "~/platform/lock-name.server";
import { findOpenSignInCode } from "./members.queries.server";
import { insertSignInCode } from "./members.store.server";
import { signInCodeHash } from "./sign-in-code.server";

const CODE_LIFETIME_MS = 10 * MINUTE_MS;
const RESEND_AFTER_MS = MINUTE_MS;
/** From all addresses together; each has five of them (`code_tries_per_code_and_address` of the rate limits). */
const TRIES_COUNT = 25;

/**
 * Prepares a six-digit code for `phone` and gives it back to be sent after commit; one a minute at most, so that
 * nobody's phone can be flooded.
 */
export async function sendSignInCode(
  trx: Trx,
  phone: string,
  session_secret: string,
  now: Instant,
): Promise<Result<{ code: string }, "sent-recently">> {
  await lockName(trx, `sign-in-code:${phone}`);
  const open = await findOpenSignInCode(trx, phone);
  if (open && open.created_at > addMs(now, -RESEND_AFTER_MS)) return failure("sent-recently");
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  await insertSignInCode(trx, {
    id: randomUUID(),
    phone,
    code_hash: signInCodeHash(session_secret, phone, code),
    created_at: now,
    expires_at: addMs(now, CODE_LIFETIME_MS),
    tries_left_count: TRIES_COUNT,
    used_at: null,
  });
  return ok({ code });
}
