import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { findPersonByEmail, findPersonByPhone } from "./members.queries.server";
import { insertGrant, insertPerson } from "./members.store.server";
import type { Constituency, Role } from "./role";

export type Registration = {
  id?: string;
  name: string;
  email?: string;
  phone?: string;
  password_hash?: string;
  locale: string;
  role: Role;
  scope_id?: string;
  constituency?: Constituency;
};

/**
 * Adds a person with their first role. E-mail and phone are expected normalised. Everybody who registers by
 * themselves is a resident until residency has evidence of its own.
 */
export async function registerPerson(
  trx: Trx,
  registration: Registration,
  now: Instant,
): Promise<Result<{ person_id: string }, "email-taken" | "phone-taken">> {
  const { email, phone } = registration;
  if (email && (await findPersonByEmail(trx, email))) return failure("email-taken");
  if (phone && (await findPersonByPhone(trx, phone))) return failure("phone-taken");
  const person_id = registration.id ?? newId();
  await insertPerson(trx, {
    id: person_id,
    name: registration.name,
    email: email ?? null,
    phone: phone ?? null,
    password_hash: registration.password_hash ?? null,
    locale: registration.locale,
    is_locale_chosen: 0,
    is_disabled: 0,
    created_at: now,
  });
  await insertGrant(trx, {
    person_id,
    role: registration.role,
    scope_id: registration.scope_id ?? "",
    constituency: registration.constituency ?? null,
    granted_at: now,
  });
  return ok({ person_id });
}
