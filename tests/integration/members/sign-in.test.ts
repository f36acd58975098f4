import { describe, expect, test } from "vitest";
import { aPerson, NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { aDatabase } from "#tests/support/test-database";
import { addMs, DAY_MS, HOUR_MS, type Instant, instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { createOneTimeLink } from "~/members/create-one-time-link.server";
import { disablePerson } from "~/members/disable-person.server";
import { hashPassword } from "~/members/password.server";
import { registerPerson } from "~/members/register-person.server";
import { createSessions } from "~/members/sessions.server";
import { signInWithPassword } from "~/members/sign-in-with-password.server";
import { useOneTimeLink } from "~/members/use-one-time-link.server";
import { systemClock } from "~/platform/clock.server";
import { type Database, inTransaction } from "~/platform/database.server";

const EMAIL = "lin@example.com";
const PASSWORD = "一个很长的密码 with words";

async function aPersonWithPassword(db: Database): Promise<string> {
  return aPerson(db, { name: "lin", role: "resident", password_hash: await hashPassword(PASSWORD) });
}

async function disable(db: Database, person_id: string): Promise<void> {
  await inTransaction(db, async (trx) => ok(await disablePerson(trx, person_id)));
}

describe("a password", () => {
  test("signs in, and is stored as argon2id alone", async () => {
    const db = await aDatabase();
    const person_id = await aPersonWithPassword(db);
    expect(await signInWithPassword(db.read, EMAIL, PASSWORD)).toEqual({ ok: true, value: { person_id } });
    const [row] = (await dumpOf(db)).person as { password_hash: string }[];
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test("that is wrong, an address that is unknown, and somebody disabled or without one answer alike", async () => {
    const db = await aDatabase();
    const person_id = await aPersonWithPassword(db);
    await aPerson(db, { name: "wu", role: "resident" });
    const wrong = { ok: false, error: "credentials-wrong" };
    expect(await signInWithPassword(db.read, EMAIL, `${PASSWORD} `)).toEqual(wrong);
    expect(await signInWithPassword(db.read, "nobody@example.com", PASSWORD)).toEqual(wrong);
    expect(await signInWithPassword(db.read, "nobody@example.com", "nobody has this password")).toEqual(wrong);
    expect(await signInWithPassword(db.read, "wu@example.com", "nobody has this password")).toEqual(wrong);
    await disable(db, person_id);
    expect(await signInWithPassword(db.read, EMAIL, PASSWORD)).toEqual(wrong);
  });
});

describe("a session", () => {
  test("finds its person, and what lies in the database does not open it", async () => {
    const db = await aDatabase();
    const id = await aPersonWithPassword(db);
    const sessions = createSessions(db, false, systemClock);
    const cookie = await sessions.open(id);
    expect(cookie).toMatch(/^session=[^;]{40,}; .*HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(await sessions.findPerson(cookie)).toMatchObject({ id, grants: [{ role: "resident" }] });
    const [row] = (await dumpOf(db)).session as { id_hash: string }[];
    expect(cookie).not.toContain(row?.id_hash);
    expect(row?.id_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await sessions.findPerson(`session=${row?.id_hash}`)).toBeUndefined();
  });

  test("of an https origin is bound to its host", async () => {
    const db = await aDatabase();
    const id = await aPersonWithPassword(db);
    const cookie = await createSessions(db, true, systemClock).open(id);
    expect(cookie).toMatch(/^__Host-session=[^;]+;.*Secure/);
    expect(await createSessions(db, false, systemClock).findPerson(cookie)).toBeUndefined();
  });

  test("is nothing to nobody: no cookie, somebody else's name for it, a made-up id", async () => {
    const sessions = createSessions(await aDatabase(), false, systemClock);
    for (const cookie of [null, "", "session=", "other=abc", `session=${"a".repeat(40)}`])
      expect(await sessions.findPerson(cookie)).toBeUndefined();
  });

  test("ends when it is closed, once and for good, and others of the same person live on", async () => {
    const db = await aDatabase();
    const id = await aPersonWithPassword(db);
    const sessions = createSessions(db, false, systemClock);
    const [first, second] = [await sessions.open(id), await sessions.open(id)];
    expect(first).not.toBe(second);
    expect(await sessions.close(first)).toMatch(/^session=; .*Max-Age=0/);
    expect(await sessions.findPerson(first)).toBeUndefined();
    expect(await sessions.findPerson(second)).toBeDefined();
    await expectNoWrite(db, () => sessions.close(first));
    await expectNoWrite(db, () => sessions.close(null));
  });

  test("ends with its lifetime and is forgotten then", async () => {
    const db = await aDatabase();
    const id = await aPersonWithPassword(db);
    const sessions = createSessions(db, false, systemClock);
    const cookie = await sessions.open(id);
    await db.write
      .updateTable("session")
      .set({ expires_at: instant("2020-01-01T00:00:00.000Z") })
      .execute();
    expect(await sessions.findPerson(cookie)).toBeUndefined();
    expect((await dumpOf(db)).session).toEqual([]);
  });

  test("past the middle of its lifetime is extended by being used", async () => {
    const db = await aDatabase();
    const id = await aPersonWithPassword(db);
    const sessions = createSessions(db, false, systemClock);
    const cookie = await sessions.open(id);
    const soon: Instant = addMs(systemClock(), DAY_MS);
    await db.write.updateTable("session").set({ expires_at: soon }).execute();
    expect(await sessions.findPerson(cookie)).toBeDefined();
    const [row] = (await dumpOf(db)).session as { expires_at: string }[];
    expect((row?.expires_at ?? "") > addMs(soon, 20 * DAY_MS)).toBe(true);
  });

  test("of a disabled person is over at once, and disabling twice is once", async () => {
    const db = await aDatabase();
    const id = await aPersonWithPassword(db);
    const other = await aPerson(db, { name: "wu", role: "resident" });
    const sessions = createSessions(db, false, systemClock);
    const [cookie, others] = [await sessions.open(id), await sessions.open(other)];
    await disable(db, id);
    expect(await sessions.findPerson(cookie)).toBeUndefined();
    expect(await sessions.findPerson(others)).toBeDefined();
    expect((await dumpOf(db)).session).toHaveLength(1);
    await expectNoWrite(db, () => disable(db, id));
  });
});

describe("a one-time link", () => {
  async function aLink() {
    const db = await aDatabase();
    const person_id = await aPersonWithPassword(db);
    const made = await inTransaction(db, async (trx) => ok(await createOneTimeLink(trx, person_id, NOW)));
    const token = made.ok ? made.value : "";
    const use = (now: Instant, text = token) => inTransaction(db, (trx) => useOneTimeLink(trx, text, now));
    return { db, person_id, token, use };
  }

  test("signs in once, and its token is nowhere in the database", async () => {
    const { db, person_id, token, use } = await aLink();
    expect(token).toMatch(/^[\w-]{22}$/);
    expect(JSON.stringify(await dumpOf(db))).not.toContain(token);
    expect(await use(NOW)).toEqual({ ok: true, value: { person_id } });
    await expectRefusal(db, () => use(NOW), "link-invalid");
  });

  test("used by two at once signs one of them in", async () => {
    const { use } = await aLink();
    const outcomes = await Promise.all([use(NOW), use(NOW), use(NOW)]);
    expect(outcomes.filter(({ ok: is_in }) => is_in)).toHaveLength(1);
  });

  test("is over after an hour, and an unknown one answers alike", async () => {
    const { db, use } = await aLink();
    await expectRefusal(db, () => use(addMs(NOW, HOUR_MS)), "link-invalid");
    await expectRefusal(db, () => use(NOW, "made-up"), "link-invalid");
    expect(await use(addMs(NOW, HOUR_MS - 1))).toMatchObject({ ok: true });
  });
});

describe("registering", () => {
  const lin = { name: "林小雨", locale: "zh-CN", role: "resident" } as const;

  test("adds a person with their role", async () => {
    const db = await aDatabase();
    const done = await inTransaction(db, (trx) => registerPerson(trx, { ...lin, id: "p1", email: EMAIL }, NOW));
    expect(done).toEqual({ ok: true, value: { person_id: "p1" } });
    const { person, role_grant } = await dumpOf(db);
    expect(person).toMatchObject([{ id: "p1", email: EMAIL, phone: null, is_disabled: 0, created_at: NOW }]);
    expect(role_grant).toMatchObject([{ person_id: "p1", role: "resident" }]);
  });

  test("with an address or a phone that is taken writes nothing, so that twice is once", async () => {
    const db = await aDatabase();
    const known = { ...lin, email: EMAIL, phone: "13900000001" };
    await inTransaction(db, (trx) => registerPerson(trx, known, NOW));
    const again = (change: object) => () =>
      inTransaction(db, (trx) => registerPerson(trx, { ...lin, ...change }, addMs(NOW, DAY_MS)));
    await expectRefusal(db, again(known), "email-taken");
    await expectRefusal(db, again({ phone: known.phone }), "phone-taken");
  });
});
