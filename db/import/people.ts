import { findMerchant } from "~/alliance/alliance.queries.server";
import { addMs } from "~/kernel/instant";
import { findPersonByEmail, findPersonByPhone } from "~/members/members.queries.server";
import { hashPassword } from "~/members/password.server";
import { isMobilePhone, normaliseEmail, normalisePhone } from "~/members/person";
import { CONSTITUENCIES, isStaffRole, ROLES, type Role } from "~/members/role";
import { type PersonFacts, savePerson } from "~/members/save-person.server";
import type { Database } from "~/platform/database.server";
import type { ImportKind, ReadRow } from "./import-kind";
import type { RowError, RowReader } from "./row-reader";

/** `password` is what stands in the file; it becomes a hash before anything is written. */
type PersonRow = PersonFacts & { password: string };

/** Languages a person may prefer, whether or not every page speaks them yet. */
const LANGUAGES = ["zh-CN", "en"] as const;
const SHORTEST_PASSWORD_LENGTH = 8;
const HASHES_AT_ONCE_COUNT = 8;

/** People with one role a line; somebody with two roles has two lines with the same e-mail or phone. */
export const personImport: ImportKind<PersonRow> = {
  columns: ["key", "role", "name", "email", "phone", "password", "merchant", "constituency", "locale"],
  identity: ({ key }) => key,
  parse(row) {
    const role = row.oneOf("role", ROLES);
    const email = parseEmail(row);
    const phone = parsePhone(row);
    if (!email && !phone) row.refuse("email", "e-mail and phone are both empty: nobody could sign in");
    const password = row.text("password", 200);
    if (password !== "" && password.length < SHORTEST_PASSWORD_LENGTH) {
      row.refuse("password", `is shorter than ${SHORTEST_PASSWORD_LENGTH} characters`);
    }
    return {
      key: row.key("key"),
      role,
      name: row.filled("name", 60),
      ...(email && { email }),
      ...(phone && { phone }),
      password,
      locale: row.oneOf("locale", LANGUAGES),
      ...parseScope(row, role),
    };
  },
  compare: sharedAddresses,
  prepare: hashPasswords,
  async save(trx, person, { now, line }) {
    if (person.scope_id && !(await findMerchant(trx, person.scope_id))) {
      return { column: "merchant", message: `there is no merchant “${person.scope_id}”` };
    }
    const { password: _password, ...facts } = person;
    // a millisecond a line keeps the order of the file wherever people are listed by when they joined
    const saved = await savePerson(trx, facts, addMs(now, line));
    return saved.ok ? saved.value : CONFLICTS[saved.error];
  },
};

const CONFLICTS = {
  "email-taken": { column: "email", message: "e-mail, phone and key belong to different people" },
  "trustee-conflict": { column: "role", message: "operator staff are never trustees" },
};

function parseEmail(row: RowReader): string | undefined {
  const email = normaliseEmail(row.text("email", 254));
  if (email !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    row.refuse("email", `is no e-mail address: “${email}”`);
  return email || undefined;
}

function parsePhone(row: RowReader): string | undefined {
  const text = row.text("phone", 40);
  const phone = normalisePhone(text);
  if (text !== "" && !isMobilePhone(phone)) row.refuse("phone", `is no mobile phone number: “${text}”`);
  return phone || undefined;
}

/** Shop staff belong to a merchant and trustees to a constituency; nobody else to either. */
function parseScope(row: RowReader, role: Role): Pick<PersonFacts, "scope_id" | "constituency"> {
  if (row.isRefused("role")) return { scope_id: "" };
  const is_staff = isStaffRole(role);
  const scope_id = is_staff ? row.key("merchant") : "";
  if (!is_staff && row.text("merchant", 63) !== "")
    row.refuse("merchant", `a ${role} belongs to no merchant: leave it empty`);
  if (role === "trustee") return { scope_id, constituency: row.oneOf("constituency", CONSTITUENCIES) };
  if (row.text("constituency", 63) !== "")
    row.refuse("constituency", "only trustees speak for a constituency: leave it empty");
  return { scope_id };
}

/** Families share telephones, but one address signs in one person: another name with it is refused, not taken over. */
function sharedAddresses(rows: readonly ReadRow<PersonRow>[]): RowError[] {
  const first_rows = new Map<string, ReadRow<PersonRow>>();
  return rows.flatMap((row) =>
    (["email", "phone"] as const).flatMap((column) => {
      const address = row.facts[column];
      if (!address) return [];
      const first = first_rows.get(address);
      if (!first) first_rows.set(address, row);
      if (!first || first.facts.name === row.facts.name) return [];
      return [{ line: row.line, column, message: `is that of ${first.facts.name} in line ${first.line}` }];
    }),
  );
}

/** Hashing takes its time on purpose, so it is done before the transaction, and only for people without a password. */
async function hashPasswords(db: Database, people: readonly PersonRow[]): Promise<void> {
  for (let first = 0; first < people.length; first += HASHES_AT_ONCE_COUNT) {
    await Promise.all(people.slice(first, first + HASHES_AT_ONCE_COUNT).map((person) => hashMissing(db, person)));
  }
}

async function hashMissing({ read }: Database, person: PersonRow): Promise<void> {
  if (person.password === "") return;
  const known =
    (person.email && (await findPersonByEmail(read, person.email))) ||
    (person.phone && (await findPersonByPhone(read, person.phone)));
  if (!known || known.password_hash === null) person.password_hash = await hashPassword(person.password);
}
