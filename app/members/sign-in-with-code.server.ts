import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { type Database, inTransaction } from "~/platform/database.server";
import { isSameSecret } from "~/platform/keyed-hash.server";
import { findOpenSignInCode, findPersonByPhone } from "./members.queries.server";
import { spendSignInTry, useSignInCode } from "./members.store.server";
import { registerPerson } from "./register-person.server";
import { signInCodeHash } from "./sign-in-code.server";

export type CodeAttempt = { phone: string; code: string; session_secret: string; locale: string; new_name: string };

/**
 * Signs in by phone code; a phone nobody registered becomes a resident called `new_name`. The try is spent in a
 * transaction of its own before the code is compared, so that parallel guesses cannot share one try.
 */
export async function signInWithCode(
  db: Database,
  attempt: CodeAttempt,
  now: Instant,
): Promise<Result<{ person_id: string }, "code-wrong" | "code-expired" | "person-disabled">> {
  const spent = await inTransaction(db, async (trx) => {
    const open = await findOpenSignInCode(trx, attempt.phone);
    if (!open || open.expires_at <= now || !(await spendSignInTry(trx, open.id))) return failure("code-expired");
    return ok(open);
  });
  if (!spent.ok) return spent;
  const expected = signInCodeHash(attempt.session_secret, attempt.phone, attempt.code);
  if (!isSameSecret(expected, spent.value.code_hash)) return failure("code-wrong");
  return inTransaction(db, async (trx) => {
    if (!(await useSignInCode(trx, spent.value.id, now))) return failure("code-expired");
    const person = await findPersonByPhone(trx, attempt.phone);
    if (person?.is_disabled) return failure("person-disabled");
    if (person) return ok({ person_id: person.id });
    const registered = await registerPerson(
      trx,
      { name: attempt.new_name, phone: attempt.phone, locale: attempt.locale, role: "resident" },
      now,
    );
    return registered.ok ? registered : failure("code-wrong");
  });
}
