import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { env } from "node:process";
import { assert } from "~/kernel/assert";
import { Faults } from "./faults.server";
import { httpListener } from "./http-listener.server";
import { IdempotencyKeys } from "./idempotency-keys.server";
import type { IdSource } from "./object-ids.server";
import { openProcessor } from "./processor.server";
import type { WebhookTarget } from "./webhook-sender.server";

export type SimulatorOptions = {
  /** The simulator's own SQLite file; ":memory:" is allowed. */
  file: string;
  /** Address to listen on; 127.0.0.1 unless told. */
  host?: string;
  /** 0 takes any free port. */
  port: number;
  /** sk_test_…; a live key is refused. */
  secretKey: string;
  /** Where events go; without it they are only stored. */
  webhook?: WebhookTarget;
  /** Where thin events go, those about connected accounts. */
  thinWebhook?: WebhookTarget;
  /** Random ids, or the same ones every time for the same seed and the same requests. */
  ids?: IdSource;
  /** A power cut may lose what was answered: for a seed that starts over then. */
  isRehearsal?: boolean;
};

export type Simulator = { url: string; port: number; close(): Promise<void> };

const CLOSING_GRACE_MS = 5_000;
/** Node's five seconds end a connection just as a busy client takes it up again. */
const KEEP_ALIVE_MS = 60_000;

/** Starts the demo's payment processor. Throws in production unless DEMO=1, and for a live key. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  // Its own environment, read here: a refusal that a caller could forget to ask for would be none.
  assert(
    env.NODE_ENV !== "production" || env.DEMO === "1",
    "the payment simulator runs in production only with DEMO=1",
  );
  assert(options.secretKey.startsWith("sk_test_"), "the payment simulator takes a test key (sk_test_…) only");
  const processor = openProcessor({
    file: options.file,
    ids: options.ids ?? "random",
    ...(options.webhook && { webhook: options.webhook }),
    ...(options.isRehearsal && { isRehearsal: true }),
    ...(options.thinWebhook && { thinWebhook: options.thinWebhook }),
  });
  const keys = new IdempotencyKeys(processor.database);
  keys.forgetOld(processor.clock.machineMs());
  const server = createServer(
    httpListener({ processor, keys, faults: new Faults(processor.database) }, options.secretKey),
  );
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const host = options.host ?? "127.0.0.1";
  try {
    await listen(server, host, options.port);
  } catch (error) {
    processor.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  processor.listenAt(url);
  return {
    url,
    port,
    async close() {
      const ended = endConnections(server);
      await processor.quiet();
      await ended;
      processor.close();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Requests in flight end first; what has not ended after the grace is cut. */
function endConnections(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), CLOSING_GRACE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
