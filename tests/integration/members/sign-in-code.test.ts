import { describe, expect, test } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { aPerson, NOW } from "#tests/support/builders";
import { dumpOf, expectNoWrite, expectRefusal } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { aDatabase } from "#tests/support/test-database";
import { addMs, type Instant, MINUTE_MS } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { disablePerson } from "~/members/disable-person.server";
import { findPerson, listGrants } from "~/members/members.queries.server";
import { sendSignInCode } from "~/members/send-sign-in-code.server";
import { signInWithCode } from "~/members/sign-in-with-code.server";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";

const PHONE = "13900000001";
const later = addMs(NOW, MINUTE_MS);

async function send(db: Database, now: Instant = NOW, phone = PHONE): Promise<string> {
  const sent = await inTransaction(db, (trx) => sendSignInCode(trx, phone, KEYS.session_secret, now));
  if (!sent.ok) throw new Error(sent.error);
  return sent.value.code;
}

function enter(db: Database, code: string, now: Instant = later, phone = PHONE) {
  const attempt = { phone, code, session_secret: KEYS.session_secret, locale: "zh-CN", new_name: "新居民" };
  return signInWithCode(db, attempt, now);
}

/** Six digits that are not `code`. */
function wrong(code: string): string {
  return code === "000000" ? "000001" : "000000";
}

describe("a sign-in code", () => {
  test("signs in whom the phone belongs to", async () => {
    const db = await aDatabase();
    const person_id = await aPerson(db, { name: "lin", role: "resident", phone: PHONE });
    expect(await enter(db, await send(db))).toEqual({ ok: true, value: { person_id } });
  });

  test("makes a resident of a phone nobody registered", async () => {
    const db = await aDatabase();
    const entered = await enter(db, await send(db));
    const person_id = entered.ok ? entered.value.person_id : "";
    expect(await findPerson(db.read, person_id)).toMatchObject({ name: "新居民", phone: PHONE, email: null });
    expect(await listGrants(db.read, person_id)).toMatchObject([{ role: "resident", scope_id: "" }]);
  });

  test("is not stored, only what it hashes to under the installation's secret", async () => {
    const db = await aDatabase();
    const code = await send(db);
    expect(code).toMatch(/^\d{6}$/);
    const [row] = (await dumpOf(db)).sign_in_code as { code_hash: string }[];
    expect(row?.code_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify({ ...row, phone: "", id: "" })).not.toContain(`"${code}"`);
  });

  test("works once", async () => {
    const db = await aDatabase();
    const code = await send(db);
    expect((await enter(db, code)).ok).toBe(true);
    await expectRefusal(db, () => enter(db, code), "code-expired");
  });

  test("entered ten times at once signs in once", async () => {
    const db = await aDatabase();
    const code = await send(db);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => enter(db, code)));
    expect(outcomes.filter(({ ok: is_in }) => is_in)).toHaveLength(1);
    expect((await dumpOf(db)).person).toHaveLength(1);
  });

  test("is used up by 25 wrong ones, from however many addresses, and then refuses the right one", async () => {
    const db = await aDatabase();
    const code = await send(db);
    for (let tries = 0; tries < 25; tries += 1) {
      expect(await enter(db, wrong(code))).toEqual({ ok: false, error: "code-wrong" });
    }
    await expectRefusal(db, () => enter(db, code), "code-expired");
    expect((await dumpOf(db)).person).toEqual([]);
  });

  test("gives fifty guesses at once 25 tries, not fifty", async () => {
    const db = await aDatabase();
    const code = await send(db);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => enter(db, wrong(code))));
    const errors = outcomes.map((outcome) => (outcome.ok ? "in" : outcome.error));
    expect(errors.filter((error) => error === "code-wrong")).toHaveLength(25);
    expect(errors.filter((error) => error === "code-expired")).toHaveLength(25);
  });

  test("ends after ten minutes, to the millisecond", async () => {
    const db = await aDatabase();
    const code = await send(db);
    await expectRefusal(db, () => enter(db, code, addMs(NOW, 10 * MINUTE_MS)), "code-expired");
    expect((await enter(db, code, addMs(NOW, 10 * MINUTE_MS - 1))).ok).toBe(true);
  });

  test("belongs to one phone", async () => {
    const db = await aDatabase();
    const code = await send(db);
    await expectRefusal(db, () => enter(db, code, later, "13900000002"), "code-expired");
  });

  test("does not let a disabled person in", async () => {
    const db = await aDatabase();
    const person_id = await aPerson(db, { name: "lin", role: "resident", phone: PHONE });
    await inTransaction(db, async (trx) => ok(await disablePerson(trx, person_id)));
    expect(await enter(db, await send(db))).toEqual({ ok: false, error: "person-disabled" });
  });

  test("is sent at most once a minute to one phone", async () => {
    const db = await aDatabase();
    await send(db);
    const again = () =>
      inTransaction(db, (trx) => sendSignInCode(trx, PHONE, KEYS.session_secret, addMs(NOW, MINUTE_MS - 1)));
    await expectRefusal(db, again, "sent-recently");
    await send(db, NOW, "13900000002");
    await send(db, later);
  });

  test("is sent once to a phone that two requests ask for at the same time", async () => {
    const db = await aDatabase();
    const ask = (trx: Trx) => sendSignInCode(trx, PHONE, KEYS.session_secret, NOW);
    const [first, second] = await overlapping(db, ask, () => inTransaction(db, ask));
    expect(first.ok).toBe(true);
    expect(second).toEqual({ ok: false, error: "sent-recently" });
    expect((await dumpOf(db)).sign_in_code).toHaveLength(1);
  });

  test("replaces the one sent before, also once it was used itself", async () => {
    const db = await aDatabase();
    const first = await send(db);
    const second = await send(db, later);
    if (first !== second) expect(await enter(db, first)).toEqual({ ok: false, error: "code-wrong" });
    expect((await enter(db, second)).ok).toBe(true);
    await expectNoWrite(db, async () => expect(await enter(db, first)).toEqual({ ok: false, error: "code-expired" }));
  });
});
