import type { Reader } from "~/platform/database.server";
import type { Person, RoleGrant } from "./person";
import type { Role } from "./role";

/** A person with their roles, unless there is none or they were disabled. */
export async function findActivePerson(reader: Reader, person_id: string): Promise<Person | undefined> {
  const person = await reader
    .selectFrom("person")
    .select(["id", "name", "email", "phone", "locale", "is_locale_chosen"])
    .where("id", "=", person_id)
    .where("is_disabled", "=", 0)
    .executeTakeFirst();
  if (!person) return undefined;
  return { ...person, grants: await listGrants(reader, person_id) };
}

/** What a person is called, also when they were disabled since; undefined for nobody. */
export async function findPersonName(reader: Reader, person_id: string): Promise<string | undefined> {
  const person = await reader.selectFrom("person").select("name").where("id", "=", person_id).executeTakeFirst();
  return person?.name;
}

/** Every role of a person, oldest first. */
/** Names of people by id, for pages that may show who acted. */
export async function listPersonNames(reader: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.selectFrom("person").select(["id", "name"]).where("id", "in", ids).execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

export async function listGrants(reader: Reader, person_id: string): Promise<RoleGrant[]> {
  const rows = await reader
    .selectFrom("role_grant")
    .select(["role", "scope_id", "constituency"])
    .where("person_id", "=", person_id)
    .orderBy("granted_at")
    .orderBy("role")
    .execute();
  return rows.map((row) => ({ ...row, role: row.role as Role }));
}

/** Ids of the people who own a shop and may still sign in. */
export async function listOwners(reader: Reader, merchant_id: string): Promise<string[]> {
  const rows = await reader
    .selectFrom("role_grant")
    .innerJoin("person", "person.id", "role_grant.person_id")
    .select("person.id")
    .where("role_grant.role", "=", "owner")
    .where("role_grant.scope_id", "=", merchant_id)
    .where("person.is_disabled", "=", 0)
    .orderBy("person.id")
    .execute();
  return rows.map(({ id }) => id);
}

/** A person by id, disabled or not. */
export async function findPerson(reader: Reader, id: string) {
  return reader.selectFrom("person").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findPersonByEmail(reader: Reader, email: string) {
  return reader.selectFrom("person").selectAll().where("email", "=", email).executeTakeFirst();
}

export async function findPersonByPhone(reader: Reader, phone: string) {
  return reader.selectFrom("person").selectAll().where("phone", "=", phone).executeTakeFirst();
}

/** People one sign-in each for the demo's sign-in page: the first of every role, in the order they joined. */
export async function listFirstPersonOfEachRole(reader: Reader) {
  const rows = await reader
    .selectFrom("person")
    .innerJoin("role_grant", "role_grant.person_id", "person.id")
    .select([
      "person.id",
      "person.name",
      "person.email",
      "role_grant.role",
      "role_grant.scope_id",
      "role_grant.constituency",
    ])
    .where("person.is_disabled", "=", 0)
    .orderBy("role_grant.granted_at")
    .orderBy("person.id")
    .execute();
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.role) && seen.add(row.role));
}

/** The newest code sent to `phone` while it is unused, expired or not; older ones count no more, whatever became of it. */
export async function findOpenSignInCode(reader: Reader, phone: string) {
  const newest = await reader
    .selectFrom("sign_in_code")
    .selectAll()
    .where("phone", "=", phone)
    .orderBy("created_at", "desc")
    .orderBy("id")
    .executeTakeFirst();
  return newest?.used_at === null ? newest : undefined;
}

export async function findOneTimeLink(reader: Reader, token_hash: string) {
  return reader.selectFrom("one_time_link").selectAll().where("token_hash", "=", token_hash).executeTakeFirst();
}

export async function findSession(reader: Reader, id_hash: string) {
  return reader.selectFrom("session").selectAll().where("id_hash", "=", id_hash).executeTakeFirst();
}

export async function listSessions(reader: Reader, person_id: string) {
  return reader.selectFrom("session").selectAll().where("person_id", "=", person_id).execute();
}

export async function countPeople(reader: Reader): Promise<number> {
  const { count } = await reader
    .selectFrom("person")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many notices of a person they have not marked as read. */
export async function countUnseenNotices(reader: Reader, person_id: string): Promise<number> {
  const { count } = await reader
    .selectFrom("notice")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("person_id", "=", person_id)
    .where("seen_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
