import { expect, test } from "vitest";
import { createMetrics } from "~/platform/metrics.server";
import { metricsText } from "~/platform/metrics-text";

test("labels and help are escaped, so that no value can end its line", () => {
  const samples = [{ labels: { reason: 'a "b"\\\nc' }, value: 1 }];
  const text = metricsText([{ name: "x_total", help: "One\\two\nthree", type: "counter", samples }]);
  expect(text).toBe(
    '# HELP x_total One\\\\two\\nthree\n# TYPE x_total counter\nx_total{reason="a \\"b\\"\\\\\\nc"} 1\n',
  );
});

test("answers are counted by class of status and by how long they took", () => {
  const metrics = createMetrics();
  metrics.countAnswer(200, 4);
  metrics.countAnswer(204, 30);
  metrics.countAnswer(404, 20_000);
  metrics.countRefusedWebhook("snapshot", "forged");
  const text = metricsText(metrics.read());
  expect(text).toContain('shangju_http_requests_total{status="2xx"} 2\n');
  expect(text).toContain('shangju_http_requests_total{status="4xx"} 1\n');
  expect(text).toContain('shangju_http_requests_total{status="5xx"} 0\n');
  expect(text).toContain('shangju_http_request_duration_seconds_bucket{le="0.005"} 1\n');
  expect(text).toContain('shangju_http_request_duration_seconds_bucket{le="0.05"} 2\n');
  expect(text).toContain('shangju_http_request_duration_seconds_bucket{le="10"} 2\n');
  expect(text).toContain('shangju_http_request_duration_seconds_bucket{le="+Inf"} 3\n');
  expect(text).toContain("shangju_http_request_duration_seconds_sum 20.034\n");
  expect(text).toContain("shangju_http_request_duration_seconds_count 3\n");
  expect(text).toContain('shangju_webhooks_refused_total{reason="forged"} 1\n');
  expect(text).toContain('shangju_webhooks_refused_total{reason="stale"} 0\n');
});

test("every line is one that a scraper reads", () => {
  const lines = metricsText(createMetrics().read()).trimEnd().split("\n");
  const sample = /^[a-z_]+(\{[a-z]+="[^"]*"\})? \d+(\.\d+)?(e[+-]\d+)?$/;
  for (const line of lines) expect(line).toMatch(line.startsWith("#") ? /^# (HELP|TYPE) [a-z_]+ ./ : sample);
});
