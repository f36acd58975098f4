// npm run bench -- [NAME …] [--json]: builds the product and the measurements as they would ship, and runs them.
import { spawnSync } from "node:child_process";
import { build } from "vite";

const product = spawnSync("npm", ["run", "-s", "build"], { stdio: ["ignore", "ignore", "inherit"] });
if (product.status !== 0) process.exit(2);
// the configuration of the tests: the aliases, without Remix
process.env.VITEST = "true";
await build({
  configFile: "remix.config.js",
  logLevel: "error",
  build: { ssr: "tests/bench/bench.ts", outDir: "build/bench", emptyOutDir: true, target: "es2022" },
});
const bench = spawnSync(process.execPath, ["build/bench/bench.js", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, NODE_ENV: "production" },
});
process.exit(bench.status ?? 1);
