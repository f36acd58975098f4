import { createCommandServices } from "#db/command-services";
import { readEnvironment } from "#db/environment";
import { ensureSimulator, webhookTargets } from "#db/simulator";
import type { Services } from "~/platform/singletons.server";
import { requireFitDatabase } from "./command";

/** Runs `work` on the installation's database and processor; where that is the simulator and none answers, with its own. */
export async function withProcessor<T>(work: (services: Services) => Promise<T>): Promise<T> {
  const env = readEnvironment();
  const services = createCommandServices(env);
  const { stripe, database_url, origin } = services.settings;
  try {
    await requireFitDatabase(database_url, services.db);
    const simulator = await ensureSimulator({ stripe, database_url, ...webhookTargets(origin, env) });
    try {
      return await work(services);
    } finally {
      await simulator?.close();
    }
  } finally {
    await services.db.destroy();
  }
}
