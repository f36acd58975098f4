import { engineOf } from "#db/engine";
import type {
  NoticeTable,
  OneTimeLinkTable,
  PersonTable,
  RoleGrantTable,
  SessionTable,
  SignInCodeTable,
} from "#db/schema/members";
import type { Trx } from "~/platform/database.server";

/**
 * Keeps a person for this transaction before they are read and changed; who only refers to them, as a sign-in does, goes
 * on meanwhile. SQLite has one writer and needs none.
 */
export async function lockPerson(trx: Trx, key: Partial<Pick<PersonTable, "id" | "email" | "phone">>): Promise<void> {
  if (engineOf(trx) === "sqlite") return;
  await trx
    .selectFrom("person")
    .select("id")
    .where((eb) => eb.or(key))
    .orderBy("id")
    .forNoKeyUpdate()
    .execute();
}

export async function insertPerson(trx: Trx, person: PersonTable): Promise<void> {
  await trx.insertInto("person").values(person).execute();
}

export async function updatePerson(trx: Trx, id: string, change: Partial<Omit<PersonTable, "id">>): Promise<void> {
  await trx.updateTable("person").set(change).where("id", "=", id).execute();
}

/** Grants a role; granting it again changes nothing but the constituency. */
export async function insertGrant(trx: Trx, grant: RoleGrantTable): Promise<void> {
  await trx
    .insertInto("role_grant")
    .values(grant)
    .onConflict((conflict) =>
      conflict.columns(["person_id", "role", "scope_id"]).doUpdateSet({ constituency: grant.constituency }),
    )
    .execute();
}

export async function insertSession(trx: Trx, session: SessionTable): Promise<void> {
  await trx.insertInto("session").values(session).execute();
}

export async function extendSession(trx: Trx, id_hash: string, expires_at: string): Promise<void> {
  await trx.updateTable("session").set({ expires_at }).where("id_hash", "=", id_hash).execute();
}

export async function deleteSession(trx: Trx, id_hash: string): Promise<void> {
  await trx.deleteFrom("session").where("id_hash", "=", id_hash).execute();
}

export async function deleteSessionsOf(trx: Trx, person_id: string): Promise<void> {
  await trx.deleteFrom("session").where("person_id", "=", person_id).execute();
}

export async function deleteExpiredSessions(trx: Trx, now: string): Promise<void> {
  await trx.deleteFrom("session").where("expires_at", "<=", now).execute();
}

export async function insertSignInCode(trx: Trx, code: SignInCodeTable): Promise<void> {
  await trx.insertInto("sign_in_code").values(code).execute();
}

/** Spends one try of a code; false when none was left. */
export async function spendSignInTry(trx: Trx, id: string): Promise<boolean> {
  const spent = await trx
    .updateTable("sign_in_code")
    .set((eb) => ({ tries_left_count: eb("tries_left_count", "-", 1) }))
    .where("id", "=", id)
    .where("tries_left_count", ">", 0)
    .executeTakeFirst();
  return spent.numUpdatedRows === 1n;
}

/** Marks a code as used; false when somebody else used it first. */
export async function useSignInCode(trx: Trx, id: string, used_at: string): Promise<boolean> {
  const used = await trx
    .updateTable("sign_in_code")
    .set({ used_at })
    .where("id", "=", id)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return used.numUpdatedRows === 1n;
}

export async function insertOneTimeLink(trx: Trx, link: OneTimeLinkTable): Promise<void> {
  await trx.insertInto("one_time_link").values(link).execute();
}

/** Marks a link as used; false when it was used before. */
export async function markOneTimeLinkUsed(trx: Trx, token_hash: string, used_at: string): Promise<boolean> {
  const used = await trx
    .updateTable("one_time_link")
    .set({ used_at })
    .where("token_hash", "=", token_hash)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return used.numUpdatedRows === 1n;
}

/** Adds a notice; false when its key is known. */
export async function insertNotice(trx: Trx, notice: NoticeTable): Promise<boolean> {
  const inserted = await trx
    .insertInto("notice")
    .values(notice)
    .onConflict((conflict) => conflict.column("key").doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) === 1n;
}

/** Marks a person's unread notices that were made until then. */
export async function setNoticesSeen(
  trx: Trx,
  { person_id, until }: { person_id: string; until: string },
  seen_at: string,
): Promise<void> {
  await trx
    .updateTable("notice")
    .set({ seen_at })
    .where("person_id", "=", person_id)
    .where("created_at", "<=", until)
    .where("seen_at", "is", null)
    .execute();
}
