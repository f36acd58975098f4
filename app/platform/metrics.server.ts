import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { SECOND_MS } from "~/kernel/instant";
import type { Metric, Sample } from "./metrics-text";
import { WEBHOOK_REFUSALS, type WebhookRefusal } from "./stripe.server";

/** What a process counts about itself from its start on; nothing of it is kept. */
export type Metrics = {
  countAnswer(status: number, took_ms: number): void;
  countRefusedWebhook(endpoint: WebhookEndpoint, reason: WebhookRefusal): void;
  /** An event of money that is none of ours. */
  countForeignEvent(): void;
  /** All of it as it is now. */
  read(): Metric[];
};

type WebhookEndpoint = "snapshot" | "thin";

const STATUS_CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"];
/** Upper ends of the histogram's buckets, in seconds. */
const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const EVENT_LOOP_RESOLUTION_MS = 20;
const NANOSECONDS = 1_000_000_000;

/** Counters that begin at zero. */
export function createMetrics(): Metrics {
  const answers = zeroes(STATUS_CLASSES);
  const refusals = { snapshot: zeroes(WEBHOOK_REFUSALS), thin: zeroes(WEBHOOK_REFUSALS) };
  let foreign_count = 0;
  const durations = createDurations();
  let event_loop: IntervalHistogram | undefined;
  return {
    countAnswer(status, took_ms) {
      add(answers, `${Math.trunc(status / 100)}xx`);
      durations.observe(took_ms / SECOND_MS);
    },
    countRefusedWebhook: (endpoint, reason) => add(refusals[endpoint], reason),
    countForeignEvent: () => (foreign_count += 1),
    read() {
      // measured from the first look on: a process that nobody watches does not pay for it
      event_loop ??= startEventLoopHistogram();
      const metrics = [
        counter("shangju_http_requests_total", "Answers by class of status.", byLabel("status", answers)),
        durations.read(),
        refused("shangju_webhooks_refused_total", "Webhooks that were not accepted.", refusals.snapshot),
        refused(
          "shangju_thin_webhooks_refused_total",
          "Webhooks of thin events that were not accepted.",
          refusals.thin,
        ),
        counter("shangju_foreign_events_total", "Events of money that is none of ours.", [{ value: foreign_count }]),
        ...metricsOfProcess(event_loop),
      ];
      event_loop.reset();
      return metrics;
    },
  };
}

function createDurations() {
  const counts = BUCKETS_S.map(() => 0);
  let [sum_s, count] = [0, 0];
  return {
    observe(took_s: number) {
      sum_s += took_s;
      count += 1;
      BUCKETS_S.forEach((end_s, index) => {
        if (took_s <= end_s) counts[index] = (counts[index] ?? 0) + 1;
      });
    },
    read(): Metric {
      const buckets = BUCKETS_S.map((end_s, index) => bucket(String(end_s), counts[index] ?? 0));
      const totals = [bucket("+Inf", count), { suffix: "_sum", value: sum_s }, { suffix: "_count", value: count }];
      const name = "shangju_http_request_duration_seconds";
      return { name, help: "How long answers took.", type: "histogram", samples: [...buckets, ...totals] };
    },
  };
}

function bucket(le: string, value: number): Sample {
  return { suffix: "_bucket", labels: { le }, value };
}

function startEventLoopHistogram(): IntervalHistogram {
  const histogram = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
  histogram.enable();
  return histogram;
}

/** Named as Prometheus' own clients name them. */
function metricsOfProcess(event_loop: IntervalHistogram): Metric[] {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const lag_s = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / NANOSECONDS : 0);
  const quantiles = ["0.5", "0.9", "0.99"].map((quantile) => ({
    labels: { quantile },
    value: lag_s(event_loop.percentile(Number(quantile) * 100)),
  }));
  return [
    gauge("nodejs_eventloop_delay_seconds", "Delay of the event loop since the last look.", quantiles),
    gauge("process_resident_memory_bytes", "Resident memory.", [{ value: rss }]),
    gauge("nodejs_heap_size_used_bytes", "Used heap.", [{ value: heapUsed }]),
    counter("process_cpu_seconds_total", "Processor time.", [{ value: (user + system) / 1_000_000 }]),
    gauge("process_uptime_seconds", "Time since the start.", [{ value: process.uptime() }]),
  ];
}

function zeroes(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name) => [name, 0]));
}

function refused(name: string, help: string, counts: ReadonlyMap<string, number>): Metric {
  return counter(name, help, byLabel("reason", counts));
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: "counter", samples };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: "gauge", samples };
}

function byLabel(label: string, counts: ReadonlyMap<string, number>): Sample[] {
  return [...counts].map(([name, value]) => ({ labels: { [label]: name }, value }));
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
