import { listQueueFigures, type QueueFigures } from "~/jobs/queue-figures.queries.server";
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
  const queues = await listQueueFigures(db.read, now).catch(() => undefined);
  return new Response(metricsText([...databaseMetrics(queues), ...metrics.read()]), {
    headers: { "content-type": METRICS_TYPE, "cache-control": "no-store" },
  });
});

function hasToken({ headers }: Request, token: string | undefined): boolean {
  return token !== undefined && isSameSecret(headers.get("authorization") ?? "", `Bearer ${token}`);
}

function databaseMetrics(queues: readonly QueueFigures[] | undefined): Metric[] {
  const up = { name: "shangju_database_up", help: "1 while the database can be read.", type: "gauge" } as const;
  if (!queues) return [{ ...up, samples: [{ value: 0 }] }];
  return [
    { ...up, samples: [{ value: 1 }] },
    {
      name: "shangju_queue_rows",
      help: "Rows that wait, run, or are dead and wait for a person; what is done is not counted.",
      type: "gauge",
      samples: queues.flatMap(({ queue, states }) =>
        Object.entries(states).map(([state, value]) => ({ labels: { queue, state }, value })),
      ),
    },
    {
      name: "shangju_queue_lag_seconds",
      help: "Since when the oldest row waits that is neither done nor dead.",
      type: "gauge",
      samples: queues.map(({ queue, lag_s }) => ({ labels: { queue }, value: lag_s })),
    },
  ];
}

export const action = answersOnly("GET");
