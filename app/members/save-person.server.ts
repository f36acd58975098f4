import type { PersonTable } from "#db/schema/members";
import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { findPerson, findPersonByEmail, findPersonByPhone, listGrants } from "./members.queries.server";
import { insertGrant, insertPerson, lockPerson, updatePerson } from "./members.store.server";
import type { Constituency, Role } from "./role";

/** A person with one of their roles, as a list has them. `key` names the line, and a known person where it is an id. */
export type PersonFacts = {
  key: string;
  name: string;
  email?: string;
  phone?: string;
  password_hash?: string;
  locale: string;
  role: Role;
  scope_id: string;
  constituency?: Constituency;
};

/**
 * Adds a person or updates them to `facts`, and grants the role. They are known by id, e-mail or phone, expected
 * normalised, unless both the name and an address differ; an address the facts leave out stays, and neither a password
 * somebody has nor a language they chose is ever replaced. Everything that grants a role to a known person must come
 * through here, or lock them first: that nobody is operator and trustee at once is read before it is written.
 */
export async function savePerson(
  trx: Trx,
  facts: PersonFacts,
  now: Instant,
): Promise<Result<"added" | "changed" | "unchanged", "email-taken" | "trustee-conflict">> {
  const { key: id, email, phone } = facts;
  // of two that add the same person at once, the slower one runs into the address and is repeated
  await lockPerson(trx, { id, ...(email && { email }), ...(phone && { phone }) });
  const found = await findMatches(trx, facts);
  const known = found[0];
  if (found.length > 1 || (known && isSomebodyElse(known, facts))) return failure("email-taken");
  const person = decidedColumns(facts, known);
  const grants = known ? await listGrants(trx, known.id) : [];
  const opposite = { operator: "trustee", trustee: "operator" }[facts.role as string];
  if (grants.some((grant) => grant.role === opposite)) return failure("trustee-conflict");
  const person_id = known?.id ?? newId();
  const fresh = { id: person_id, is_disabled: 0, is_locale_chosen: 0, created_at: now };
  if (!known) await insertPerson(trx, { ...person, ...fresh });
  const is_same =
    known !== undefined &&
    (Object.keys(person) as (keyof typeof person)[]).every((column) => known[column] === person[column]);
  if (known && !is_same) await updatePerson(trx, person_id, person);
  const has_grant = grants.some(
    (grant) =>
      grant.role === facts.role &&
      grant.scope_id === facts.scope_id &&
      grant.constituency === (facts.constituency ?? null),
  );
  if (!has_grant) await insertRole(trx, person_id, facts, now);
  if (!known) return ok("added");
  return ok(is_same && has_grant ? "unchanged" : "changed");
}

async function findMatches(trx: Trx, { key, email, phone }: PersonFacts): Promise<PersonTable[]> {
  const matches = [
    await findPerson(trx, key),
    email ? await findPersonByEmail(trx, email) : undefined,
    phone ? await findPersonByPhone(trx, phone) : undefined,
  ].filter((match) => match !== undefined);
  return [...new Map(matches.map((match) => [match.id, match])).values()];
}

/** Another name with another address: families share telephones, and nobody's account is taken over by a list. */
function isSomebodyElse(known: PersonTable, { key, name, email, phone }: PersonFacts): boolean {
  const has_other_address =
    (email && known.email && email !== known.email) || (phone && known.phone && phone !== known.phone);
  return known.id !== key && known.name !== name && Boolean(has_other_address);
}

/** What a list decides about a person; whether they are shut out is none of it. */
function decidedColumns(facts: PersonFacts, known: PersonTable | undefined) {
  const email = facts.email ?? known?.email ?? null;
  const phone = facts.phone ?? known?.phone ?? null;
  assert(email !== null || phone !== null, "a person can be reached");
  return {
    name: facts.name,
    email,
    phone,
    password_hash: known?.password_hash ?? facts.password_hash ?? null,
    locale: known?.is_locale_chosen ? known.locale : facts.locale,
  };
}

async function insertRole(trx: Trx, person_id: string, { role, scope_id, constituency }: PersonFacts, now: Instant) {
  await insertGrant(trx, { person_id, role, scope_id, constituency: constituency ?? null, granted_at: now });
}
