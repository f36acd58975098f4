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

/** True when another process holds the lock and the same work may succeed later. */
export function isDatabaseBusy(error: unknown): boolean {
  return errorCode(error).startsWith("SQLITE_BUSY");
}

/** True when nothing can be written now for want of room or a healthy disk. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = errorCode(error);
  return code.startsWith("SQLITE_FULL") || code.startsWith("SQLITE_IOERR") || code.startsWith("SQLITE_READONLY");
}

function errorCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}
