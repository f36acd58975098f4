import { endureOutage, residentsOfOutage } from "#tests/support/outage";
import { ProductServer } from "#tests/support/product-server";
import { torture } from "./torture";

const DEFAULTS = {
  minutes: 10,
  trouble_seconds: 60,
  slow_seconds: 60,
  visitors: 8,
};

torture("outage", DEFAULTS, async ({ options, seed, faults }) => {
  const { visitors } = options;
  const server = await ProductServer.start({ residents: residentsOfOutage(visitors) });
  try {
    const [trouble_ms, slow_ms] = [options.trouble_seconds * 1_000, options.slow_seconds * 1_000];
    const outage = { trouble_ms, down_ms: options.minutes * 60_000, slow_ms, visitors, seed };
    const endured = await endureOutage(server, outage);
    faults.push(...endured.faults);
    return endured.figures;
  } finally {
    await server.stop();
  }
});
