import { readEnvironment } from "#db/environment";
import { ensureSimulator, webhookTargets } from "#db/simulator";
import { readDatabaseUrl, readOrigin, readStripeSettings, SettingsError } from "~/platform/settings.server";
import { type Command, print, readArguments } from "./command";

/** `simulator`: the payment processor alone, at `STRIPE_API_BASE`, until it is told to stop. */
export const simulator: Command = {
  usage: "npm run simulator",
  async run(args) {
    readArguments(args, {});
    const env = readEnvironment();
    const stripe = readStripeSettings(env);
    const targets = webhookTargets(readOrigin(env), env);
    if (stripe.api_base?.protocol !== "http:") {
      throw new SettingsError("STRIPE_API_BASE", "is not set to an http address of this machine");
    }
    const started = await ensureSimulator({ stripe, database_url: readDatabaseUrl(env), ...targets });
    if (!started) {
      print(`the payment simulator answers at ${stripe.api_base.origin} already`);
      return 0;
    }
    print(`the payment simulator answers at ${started.url}`);
    await untilStopped();
    await started.close();
    return 0;
  },
};

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
}
