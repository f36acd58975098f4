import { generateKeyPairSync } from "node:crypto";
import { onTestFinished } from "vitest";
import { controlProcessor, type Processor } from "#db/profiles/processor";
import type { Instant } from "~/kernel/instant";
import type { Database } from "~/platform/database.server";
import { createLog } from "~/platform/log.server";
import { createMetrics } from "~/platform/metrics.server";
import { readSettings } from "~/platform/settings.server";
import type { Keys, Services } from "~/platform/singletons.server";
import { createFileSms } from "~/platform/sms.server";
import { createStripe, type Stripe } from "~/platform/stripe.server";
import { type Simulator, startSimulator } from "~/stripe-simulator/start-simulator.server";

const SECRET_KEY = "sk_test_support";
const SIGNING_KEY = generateKeyPairSync("ed25519").privateKey;

/** The secrets every test works with: codes and signatures of one test process are comparable. */
export const KEYS: Keys = {
  voucher_key: "a-voucher-key-for-tests-a-voucher-key-for-tests",
  signing_key: SIGNING_KEY,
  session_secret: "a-session-secret-for-tests-a-session-secret",
};

/** A payment processor of its own for one test: the official client, and the simulator's clock and pay page. */
export type TestStripe = Processor & { stripe: Stripe; simulator: Simulator };

/**
 * Starts a simulator on a free port, in memory, with seeded ids; it is closed when the test ends. Call it inside a
 * test. Its clock runs until `setClock` stops it; no webhook is sent, so events come in through `runEverythingDue`.
 */
export async function aStripe(): Promise<TestStripe> {
  const place = { file: ":memory:", port: 0, secretKey: SECRET_KEY };
  const simulator = await startSimulator({ ...place, ids: { seed: "test" } });
  onTestFinished(() => simulator.close());
  const settings = { secret_key: SECRET_KEY, api_base: new URL(simulator.url) };
  return { ...controlProcessor(settings), stripe: createStripe(settings), simulator };
}

/** The services of jobs and routes over a test's database and processor; the clock stands at `now`. */
export function servicesOf(db: Database, { stripe, simulator }: TestStripe, now: Instant): Services {
  const settings = readSettings({
    DATABASE_URL: "file::memory:",
    SESSION_SECRET: KEYS.session_secret,
    VOUCHER_KEY: KEYS.voucher_key,
    LEDGER_SIGNING_KEY: SIGNING_KEY.export({ type: "pkcs8", format: "pem" }).toString(),
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: "whsec_support",
    STRIPE_API_BASE: simulator.url,
    LOG_LEVEL: "silent",
  });
  const log = createLog("silent");
  const sms = createFileSms(undefined);
  return { settings, db, stripe, keys: KEYS, sms, log, metrics: createMetrics(), clock: () => now };
}
