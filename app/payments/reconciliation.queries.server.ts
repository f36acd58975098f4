import type { IncidentTable, ReconciliationRunTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import type { Reader } from "~/platform/database.server";
import type { IncidentKind } from "./incident";

/** The reconciliation that is under way, if one is. */
export async function findRunningReconciliation(reader: Reader): Promise<ReconciliationRunTable | undefined> {
  return reader.selectFrom("reconciliation_run").selectAll().where("state", "=", "running").executeTakeFirst();
}

export async function listReconciliationRuns(reader: Reader, limit: number): Promise<ReconciliationRunTable[]> {
  return reader
    .selectFrom("reconciliation_run")
    .selectAll()
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** The newest run that began by `until`, however it ended. */
export async function findLastRun(reader: Reader, until: Instant): Promise<ReconciliationRunTable | undefined> {
  return runsBy(reader, until).executeTakeFirst();
}

/** The newest run that began by `until` and compared both sides to the end. */
export async function findLastComparison(reader: Reader, until: Instant): Promise<ReconciliationRunTable | undefined> {
  return runsBy(reader, until).where("state", "in", ["agrees", "differs"]).executeTakeFirst();
}

/** A run that began later than now was written before the clock was set back: it proves nothing of today. */
function runsBy(reader: Reader, until: Instant) {
  return reader
    .selectFrom("reconciliation_run")
    .selectAll()
    .where("started_at", "<=", until)
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .limit(1);
}

/** Open incidents, the oldest first; single movements before the sums they explain. */
export async function listOpenIncidents(reader: Reader, limit: number): Promise<IncidentTable[]> {
  return reader
    .selectFrom("incident")
    .selectAll()
    .where("resolved_at", "is", null)
    .orderBy("first_seen_at")
    .orderBy("kind")
    .orderBy("subject")
    .limit(limit)
    .execute();
}

/** How many incidents of these kinds are open, and since when the oldest is. */
export async function countOpenIncidents(
  reader: Reader,
  kinds: readonly IncidentKind[],
): Promise<{ count: number; since: string | null }> {
  const { count, since } = await reader
    .selectFrom("incident")
    .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.min("first_seen_at").as("since")])
    .where("resolved_at", "is", null)
    .where("kind", "in", kinds)
    .executeTakeFirstOrThrow();
  return { count: Number(count), since };
}

/** How many incidents of each kind are open; kinds without one are not listed. */
export async function countOpenIncidentsByKind(reader: Reader): Promise<{ kind: string; count: number }[]> {
  const rows = await reader
    .selectFrom("incident")
    .select((eb) => ["kind", eb.fn.countAll<number>().as("count")])
    .where("resolved_at", "is", null)
    .groupBy("kind")
    .orderBy("kind")
    .execute();
  return rows.map(({ kind, count }) => ({ kind, count: Number(count) }));
}

export async function countResolvedIncidents(reader: Reader): Promise<number> {
  const { count } = await reader
    .selectFrom("incident")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("resolved_at", "is not", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** One page of the incidents that are over, the newest end first. */
export async function listResolvedIncidents(
  reader: Reader,
  page: { limit: number; offset: number },
): Promise<IncidentTable[]> {
  return reader
    .selectFrom("incident")
    .selectAll()
    .where("resolved_at", "is not", null)
    .orderBy("resolved_at", "desc")
    .orderBy("first_seen_at", "desc")
    .orderBy("id")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
}

/** Kind and subject of the open incidents of these kinds. */
export async function listOpenIncidentKeys(
  reader: Reader,
  kinds: readonly IncidentKind[],
): Promise<{ kind: IncidentKind; subject: string }[]> {
  const rows = await reader
    .selectFrom("incident")
    .select(["kind", "subject"])
    .where("resolved_at", "is", null)
    .where("kind", "in", kinds)
    .orderBy("kind")
    .orderBy("subject")
    .execute();
  return rows.map(({ kind, subject }) => ({ kind: kind as IncidentKind, subject }));
}
