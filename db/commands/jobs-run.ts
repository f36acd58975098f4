import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { type Command, print, readArguments, UsageError } from "./command";
import { withProcessor } from "./with-processor";

/** `jobs:run -- --once`: everything that is due, until the queues are quiet; counts as JSON. */
export const jobsRun: Command = {
  usage: "npm run jobs:run -- --once",
  async run(args) {
    const { values } = readArguments(args, { options: { once: { type: "boolean" } } });
    if (!values.once) throw new UsageError("the server has a worker of its own; this runs what is due --once");
    print(JSON.stringify(await withProcessor((services) => runEverythingDue(services, services.clock()))));
    return 0;
  },
};
