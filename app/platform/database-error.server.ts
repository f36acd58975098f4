/** The constraint a write ran into, in one vocabulary for both databases. */
export type ConstraintKind = "unique" | "check" | "foreign-key";

const KINDS: Record<string, ConstraintKind> = {
  SQLITE_CONSTRAINT_UNIQUE: "unique",
  SQLITE_CONSTRAINT_PRIMARYKEY: "unique",
  SQLITE_CONSTRAINT_CHECK: "check",
  SQLITE_CONSTRAINT_TRIGGER: "check",
  SQLITE_CONSTRAINT_FOREIGNKEY: "foreign-key",
  "23505": "unique",
  "23514": "check",
  "23503": "foreign-key",
};

/** Which kind of constraint `error` reports, or undefined when it is something else. */
export function constraintKind(error: unknown): ConstraintKind | undefined {
  return KINDS[errorCode(error)];
}

const LOCK_NOT_AVAILABLE = "55P03";
/** serialization_failure, deadlock_detected, and a plan made before a migration: nothing of the work was kept. */
const SACRIFICED = new Set(["40001", "40P01", "0A000"]);

/** True when another process holds the lock and the same work may succeed later. */
export function isDatabaseBusy(error: unknown): boolean {
  const code = errorCode(error);
  return code.startsWith("SQLITE_BUSY") || code === LOCK_NOT_AVAILABLE || isSacrificed(error);
}

/** True when PostgreSQL gave this transaction up for another's sake: the same work succeeds when it is repeated. */
export function isSacrificed(error: unknown): boolean {
  return SACRIFICED.has(errorCode(error));
}

/**
 * Connection exceptions (class 08), insufficient resources (53), operator intervention (57), system errors (58), a
 * database gone read-only, and what the socket says. Source: PostgreSQL's manual, appendix A.
 */
const POSTGRES_UNAVAILABLE =
  /^(08...|53...|57...|58...|25006|25P03|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** True when nothing can be read or written now for want of room, a healthy disk or a server that answers. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = errorCode(error);
  const is_sqlite_ill =
    code.startsWith("SQLITE_FULL") || code.startsWith("SQLITE_IOERR") || code.startsWith("SQLITE_READONLY");
  return is_sqlite_ill || POSTGRES_UNAVAILABLE.test(code) || isConnectionLost(error);
}

/** `pg` gives these no code. */
function isConnectionLost(error: unknown): boolean {
  return (
    error instanceof Error && /^(Connection terminated|Client has encountered a connection error)/.test(error.message)
  );
}

function errorCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}
