import { createCommandServices } from "#db/command-services";
import { readEnvironment } from "#db/environment";
import { ensureSimulator, webhookTargets } from "#db/simulator";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { type Command, print, readArguments, requireFitDatabase, UsageError } from "./command";

/** `jobs:run -- --once`: everything that is due, until the queues are quiet; counts as JSON. */
export const jobsRun: Command = {
  usage: "npm run jobs:run -- --once",
  async run(args) {
    const { values } = readArguments(args, { options: { once: { type: "boolean" } } });
    if (!values.once) throw new UsageError("the server has a worker of its own; this runs what is due --once");
    const env = readEnvironment();
    const services = createCommandServices(env);
    const { stripe, database_url, origin } = services.settings;
    try {
      await requireFitDatabase(database_url, services.db);
      const simulator = await ensureSimulator({ stripe, database_url, ...webhookTargets(origin, env) });
      try {
        print(JSON.stringify(await runEverythingDue(services, services.clock())));
      } finally {
        await simulator?.close();
      }
    } finally {
      await services.db.destroy();
    }
    return 0;
  },
};
