import { type Adapter, type DatabaseSession, Lucia, TimeSpan } from "lucia";
import { epochMs, type Instant, instant, instantFromEpochMs } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import type { Clock } from "~/platform/clock.server";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";
import { restingHash } from "~/platform/keyed-hash.server";
import { findActivePerson, findSession, listSessions } from "./members.queries.server";
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsOf,
  extendSession,
  insertSession,
} from "./members.store.server";
import type { Person } from "./person";

/** Signing in, staying signed in and signing out. Lucia decides about lifetimes, ids are hashed before they are stored. */
export type Sessions = {
  /** The value of a fresh session's `set-cookie` header. */
  open(person_id: string): Promise<string>;
  /** Whether a cookie header carries a session at all, living or not: no database is asked. */
  isCarriedBy(cookie_header: string): boolean;
  /** The person behind a request's cookie header, if the session lives and they are not disabled. */
  findPerson(cookie_header: string | null): Promise<Person | undefined>;
  /** Ends the session behind the cookie; gives the `set-cookie` value that forgets it. */
  close(cookie_header: string | null): Promise<string>;
};

const SESSION_LIFETIME = new TimeSpan(30, "d");

/** `is_secure` follows ORIGIN: https gives `__Host-session; Secure`, loopback http plain `session`. */
export function createSessions(db: Database, is_secure: boolean, clock: Clock): Sessions {
  const lucia = new Lucia(sessionAdapter(db, clock), {
    sessionExpiresIn: SESSION_LIFETIME,
    sessionCookie: {
      name: is_secure ? "__Host-session" : "session",
      attributes: { secure: is_secure, sameSite: "lax", path: "/" },
    },
  });
  return {
    async open(person_id) {
      const session = await lucia.createSession(person_id, {});
      return lucia.createSessionCookie(session.id).serialize();
    },
    isCarriedBy: (cookie_header) => lucia.readSessionCookie(cookie_header) !== null,
    async findPerson(cookie_header) {
      const session_id = lucia.readSessionCookie(cookie_header ?? "");
      if (!session_id) return undefined;
      const { session } = await lucia.validateSession(session_id);
      return session ? findActivePerson(db.read, session.userId) : undefined;
    },
    async close(cookie_header) {
      const session_id = lucia.readSessionCookie(cookie_header ?? "");
      if (session_id) await lucia.invalidateSession(session_id);
      return lucia.createBlankSessionCookie().serialize();
    },
  };
}

/** Lucia's storage over our tables. It keeps ids in clear, so they are hashed on the way in and on every look-up. */
function sessionAdapter(db: Database, clock: Clock): Adapter {
  const write = async (work: (trx: Trx) => Promise<void>): Promise<void> => {
    await inTransaction(db, async (trx) => {
      await work(trx);
      return ok();
    });
  };
  return {
    async getSessionAndUser(id) {
      const row = await findSession(db.read, restingHash(id));
      if (!row) return [null, null];
      return [databaseSession(id, row.person_id, instant(row.expires_at)), { id: row.person_id, attributes: {} }];
    },
    async getUserSessions(person_id) {
      const rows = await listSessions(db.read, person_id);
      return rows.map((row) => databaseSession(row.id_hash, row.person_id, instant(row.expires_at)));
    },
    setSession: (session) =>
      write((trx) =>
        insertSession(trx, {
          id_hash: restingHash(session.id),
          person_id: session.userId,
          created_at: clock(),
          expires_at: instantFromEpochMs(session.expiresAt.getTime()),
        }),
      ),
    updateSessionExpiration: (id, expires) =>
      write((trx) => extendSession(trx, restingHash(id), instantFromEpochMs(expires.getTime()))),
    deleteSession: (id) => write((trx) => deleteSession(trx, restingHash(id))),
    deleteUserSessions: (person_id) => write((trx) => deleteSessionsOf(trx, person_id)),
    deleteExpiredSessions: () => write((trx) => deleteExpiredSessions(trx, clock())),
  };
}

function databaseSession(id: string, person_id: string, expires_at: Instant): DatabaseSession {
  return { id, userId: person_id, expiresAt: new Date(epochMs(expires_at)), attributes: {} };
}

declare module "lucia" {
  interface Register {
    Lucia: Lucia;
  }
}
