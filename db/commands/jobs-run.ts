import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { workInTurn } from "~/jobs/work-in-turn.server";
import { type Command, CouldNotRun, print, readArguments, UsageError } from "./command";
import { withProcessor } from "./with-processor";

/** `jobs:run -- --once`: everything that is due, until the queues are quiet; counts as JSON. A server pauses meanwhile. */
export const jobsRun: Command = {
  usage: "npm run jobs:run -- --once",
  async run(args) {
    const { values } = readArguments(args, { options: { once: { type: "boolean" } } });
    if (!values.once) throw new UsageError("the server has a worker of its own; this runs what is due --once");
    const done = await withProcessor((services) =>
      workInTurn(services, () => runEverythingDue(services, services.clock())),
    );
    if (!done.ok) throw new CouldNotRun("another process does what is due, and did not end its round: try again soon");
    print(JSON.stringify(done.value));
    return 0;
  },
};
