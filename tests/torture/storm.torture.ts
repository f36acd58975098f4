import { type Delivered, deliverStorm } from "#tests/support/deliver-storm";
import { planDeliveries } from "#tests/support/delivery-plan";
import { endCheck } from "#tests/support/end-check";
import { percentile } from "#tests/support/percentile";
import { ProductServer } from "#tests/support/product-server";
import { recordEvents } from "#tests/support/recorded-events";
import { twoRuns } from "#tests/support/two-runs";
import { torture } from "./torture";

const ANSWERED_WITHIN_MS = 250;
const EVENTS_AT_LEAST = 1_500;

const DEFAULTS = {
  payments: 330,
  per_second: 100,
};

torture("storm", DEFAULTS, async ({ options, random, faults }) => {
  const server = await ProductServer.start({ residents: options.payments, webhooks: false });
  try {
    const runs = await twoRuns(server, () => recordEvents(server, options.payments));
    const secret = server.env.STRIPE_WEBHOOK_SECRET ?? "";
    if (options.payments >= DEFAULTS.payments && runs.events.length < EVENTS_AT_LEAST) {
      faults.push(`only ${runs.events.length} events`);
    }
    await runs.inOrder();
    const deliveries = planDeliveries(runs.events, secret, random);
    const delivered = await runs.again(() => deliverStorm(server, deliveries, options.per_second));
    faults.push(...runs.differences(), ...(await runs.traces("forged_")));
    const p99_ms = percentile(
      delivered.map(({ took_ms }) => took_ms),
      0.99,
    );
    faults.push(...judgeAnswers(delivered));
    if (p99_ms >= ANSWERED_WITHIN_MS) faults.push(`p99 of the answers is ${p99_ms} ms`);
    await runs.release();
    const { figures, faults: found } = await endCheck(server);
    faults.push(...found);
    const cut = deliveries.filter(({ is_cut }) => is_cut).length;
    return {
      events: runs.events.length,
      deliveries: deliveries.length,
      cut,
      ...countsOf(delivered),
      p99_ms,
      ...figures,
    };
  } finally {
    await server.stop();
  }
});

function judgeAnswers(delivered: readonly Delivered[]): string[] {
  const wrong = delivered.filter(({ kind, status }) =>
    kind === "genuine" || kind === "twin" ? status < 200 || status > 299 : status < 400 || status > 499,
  );
  const tally = new Map<string, number>();
  for (const { kind, status } of wrong) tally.set(`${kind} ${status}`, (tally.get(`${kind} ${status}`) ?? 0) + 1);
  return [...tally].map(([what, count]) => `answered wrongly: ${what}, ${count} times`);
}

function countsOf(delivered: readonly Delivered[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of delivered) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
