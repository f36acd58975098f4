import { failure, ok, type Result } from "~/kernel/result";
import type { Reader } from "~/platform/database.server";
import { findPersonByEmail } from "./members.queries.server";
import { hashPassword, isPasswordOf } from "./password.server";

/** A hash nobody's password has: unknown addresses cost the same time as known ones. */
let unknown_person_hash: Promise<string> | undefined;

/** The person with this e-mail and password; wrong address, wrong password and disabled people answer alike. */
export async function signInWithPassword(
  reader: Reader,
  email: string,
  password: string,
): Promise<Result<{ person_id: string }, "credentials-wrong">> {
  unknown_person_hash ??= hashPassword("nobody has this password");
  const person = await findPersonByEmail(reader, email);
  const matches = await isPasswordOf(person?.password_hash ?? (await unknown_person_hash), password);
  if (!person?.password_hash || !matches || person.is_disabled) return failure("credentials-wrong");
  return ok({ person_id: person.id });
}
