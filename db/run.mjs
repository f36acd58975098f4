// Runs a command of build/server/cli.js, building first where there is no build yet.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

if (!existsSync("build/server/cli.js")) {
  const build = spawnSync("npm", ["run", "-s", "build"], { stdio: ["ignore", "ignore", "inherit"] });
  if (build.status !== 0) process.exit(2);
}
// the build is made later: the tools that read imports cannot follow it before
await import(new URL("../build/server/cli.js", import.meta.url).href);
