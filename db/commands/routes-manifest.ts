import { declarationFaults, routesManifest } from "~/routes/manifest.server";
import { type Command, CouldNotRun, print, readArguments } from "./command";

/**
 * `routes:manifest`: every route with who gets which status, its id, its form and its effect, as JSON. It reads the built
 * routes themselves, and fails where they are not what is declared; `npm run build` ends with it.
 */
export const routesManifestCommand: Command = {
  usage: "npm run routes:manifest",
  async run(args) {
    readArguments(args, {});
    const { routes } = await import("virtual:remix/server-build");
    const faults = declarationFaults(routes);
    if (faults.length > 0) throw new CouldNotRun(faults.join("\n"));
    print(JSON.stringify(routesManifest(routes), null, 2));
    return 0;
  },
};
