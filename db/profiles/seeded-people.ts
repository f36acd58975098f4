import { assert } from "~/kernel/assert";
import { findPersonByEmail } from "~/members/members.queries.server";
import type { Reader } from "~/platform/database.server";

/** The address of somebody in db/seed/people.csv. */
export function emailOf(key: string): string {
  return `${key}@example.com`;
}

/** The id of somebody in db/seed/people.csv. */
export async function findSeededPerson(reader: Reader, key: string): Promise<string> {
  const person = await findPersonByEmail(reader, emailOf(key));
  assert(person, `db/seed/people.csv has ${key}`);
  return person.id;
}
