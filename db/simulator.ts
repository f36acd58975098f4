import { dirname, join } from "node:path";
import { isPostgres, sqliteFile } from "#db/connect";
import { SECOND_MS } from "~/kernel/instant";
import { type Environment, SettingsError, type StripeSettings } from "~/platform/settings.server";
import { type Simulator, type SimulatorOptions, startSimulator } from "~/stripe-simulator/start-simulator.server";

const PROBE_TIMEOUT_MS = 3 * SECOND_MS;

export type SimulatorPlace = { stripe: StripeSettings; database_url: string } & Pick<
  SimulatorOptions,
  "webhook" | "thinWebhook" | "ids" | "isRehearsal"
>;

/** Where the simulator sends its events: to each of the product's endpoints whose secret is set, signed with the newest. */
export function webhookTargets(origin: string, env: Environment): Pick<SimulatorOptions, "webhook" | "thinWebhook"> {
  const [secret] = (env.STRIPE_WEBHOOK_SECRET ?? "").split(",");
  const [thin_secret] = (env.STRIPE_WEBHOOK_SECRET_THIN ?? "").split(",");
  return {
    ...(secret && { webhook: { url: `${origin}/webhooks/stripe`, secret } }),
    ...(thin_secret && { thinWebhook: { url: `${origin}/webhooks/stripe-thin`, secret: thin_secret } }),
  };
}

/** The simulator's own file lies beside the community's database, or where that would lie if it were a file. */
export function simulatorFile(database_url: string): string {
  if (isPostgres(database_url)) return "data/stripe-simulator.sqlite";
  return join(dirname(sqliteFile(database_url)), "stripe-simulator.sqlite");
}

/**
 * Starts the simulator on its file if `STRIPE_API_BASE` names this machine and nobody answers there. Undefined where
 * none had to be started: the processor is Stripe itself, or a simulator with our key is running.
 */
export async function ensureSimulator({
  stripe,
  database_url,
  ...options
}: SimulatorPlace): Promise<Simulator | undefined> {
  const { api_base, secret_key } = stripe;
  if (api_base?.protocol !== "http:") return undefined;
  const place = {
    ...options,
    file: simulatorFile(database_url),
    host: api_base.hostname,
    port: Number(api_base.port || 80),
  };
  if ((await probeSimulator(api_base, secret_key)) === "free") {
    try {
      return await startSimulator({ ...place, secretKey: secret_key });
    } catch (error) {
      // somebody else started one meanwhile: the second look says who
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
  if ((await probeSimulator(api_base, secret_key)) === "ours") return undefined;
  throw new SettingsError("STRIPE_API_BASE", `another program answers at ${api_base.origin}`);
}

/** Who answers at `api_base`: a simulator that takes our key, somebody else, or nobody. */
export async function probeSimulator(api_base: URL, secret_key: string): Promise<"ours" | "foreign" | "free"> {
  try {
    const answer = await fetch(new URL("/_simulator/state", api_base), {
      headers: { authorization: `Bearer ${secret_key}` },
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    const state: unknown = await answer.json().catch(() => undefined);
    const is_ours = answer.ok && typeof state === "object" && state !== null && "pending_deliveries" in state;
    return is_ours ? "ours" : "foreign";
  } catch (error) {
    const code = (error as { cause?: { code?: string } }).cause?.code;
    return code === "ECONNREFUSED" ? "free" : "foreign";
  }
}
