import { type RawBuilder, type SqlBool, sql } from "kysely";
import { addMs, type Instant } from "~/kernel/instant";
import { LONGEST_WAIT_MS } from "./retry-pause";

/**
 * SQL: the instant in `column` has come. One farther ahead than anything waits for its next try was written before the
 * clock was set back, and has come too.
 */
export function isDue(column: string, now: Instant): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.ref(column)} <= ${now} or ${isFarAhead(column, now)})`;
}

/** SQL: the same of a job that is ready. One that is wanted for another day is far ahead because somebody wants it so. */
export function isReadyJobDue(now: Instant): RawBuilder<SqlBool> {
  const [next, run_at, created_at] = [sql.ref("next_try_at"), sql.ref("run_at"), sql.ref("created_at")];
  const is_put_off = sql`(${next} <> ${run_at} or ${run_at} <= ${created_at})`;
  return sql<SqlBool>`(${next} <= ${now} or (${isFarAhead("next_try_at", now)} and ${is_put_off}))`;
}

function isFarAhead(column: string, now: Instant): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} > ${addMs(now, LONGEST_WAIT_MS)}`;
}
