import { countDeadLettersByKind } from "~/jobs/dead-letters.queries.server";
import { listQueueFigures } from "~/jobs/queue-figures.queries.server";
import type { Instant } from "~/kernel/instant";
import { INCIDENT_KINDS } from "~/payments/incident";
import { countOpenIncidentsByKind } from "~/payments/reconciliation.queries.server";
import type { Reader } from "~/platform/database.server";
import { isSameSecret } from "~/platform/keyed-hash.server";
import { METRICS_TYPE, type Metric, metricsText } from "~/platform/metrics-text";
import { answersOnly } from "../answers-only.server";
import { guardedLoader } from "../guard.server";

/** Figures for a monitor: for a program on this machine, or for whoever has the token. */
export const loader = guardedLoader("machine/metrics", async ({ request, services, context, now }) => {
  const { db, metrics, settings } = services;
  if (!context.is_from_here && !hasToken(request, settings.metrics_token)) {
    return new Response("not without the token\n", { status: 403, headers: { "cache-control": "no-store" } });
  }
  // the process has figures of its own also while the database is away
  const figures = await readFigures(db.read, now).catch(() => undefined);
  return new Response(metricsText([...databaseMetrics(figures), ...metrics.read()]), {
    headers: { "content-type": METRICS_TYPE, "cache-control": "no-store" },
  });
});

type Figures = Awaited<ReturnType<typeof readFigures>>;

async function readFigures(reader: Reader, now: Instant) {
  const [queues, dead, incidents] = [
    await listQueueFigures(reader, now),
    await countDeadLettersByKind(reader),
    await countOpenIncidentsByKind(reader),
  ];
  // named also while there are none: an alarm needs a figure to fall back to
  const open = INCIDENT_KINDS.map((kind) => ({ kind, count: 0 }));
  return { queues, dead, incidents: [...incidents, ...open.filter(({ kind }) => !isAmong(incidents, kind))] };
}

function isAmong(incidents: readonly { kind: string }[], kind: string): boolean {
  return incidents.some((incident) => incident.kind === kind);
}

function hasToken({ headers }: Request, token: string | undefined): boolean {
  return token !== undefined && isSameSecret(headers.get("authorization") ?? "", `Bearer ${token}`);
}

function databaseMetrics(figures: Figures | undefined): Metric[] {
  const up = gauge("shangju_database_up", "1 while the database can be read.", [{ value: figures ? 1 : 0 }]);
  if (!figures) return [up];
  const { queues, dead, incidents } = figures;
  return [
    up,
    gauge(
      "shangju_queue_rows",
      "Rows that wait, run, or are dead and wait for a person; what is done is not counted.",
      queues.flatMap(({ queue, states }) =>
        Object.entries(states).map(([state, value]) => ({ labels: { queue, state }, value })),
      ),
    ),
    gauge(
      "shangju_queue_lag_seconds",
      "Since when the oldest row waits that is neither done nor dead.",
      queues.map(({ queue, lag_s }) => ({ labels: { queue }, value: lag_s })),
    ),
    gauge(
      "shangju_dead_letters",
      "Rows that failed for good, by what they are; kinds without one are not listed.",
      dead.map(({ queue, kind, count }) => ({ labels: { queue, kind }, value: count })),
    ),
    gauge(
      "shangju_open_incidents",
      "Incidents that nobody has cleared up, by kind.",
      incidents.map(({ kind, count }) => ({ labels: { kind }, value: count })),
    ),
  ];
}

function gauge(name: string, help: string, samples: Metric["samples"]): Metric {
  return { name, help, type: "gauge", samples };
}

export const action = answersOnly("GET");
