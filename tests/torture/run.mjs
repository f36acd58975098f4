// npm run torture -- NAME: builds the product and runs one long test; KILLS and SEED may be set in the environment.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const [name = ""] = process.argv.slice(2);
if (!/^[a-z-]+$/.test(name) || !existsSync(`tests/torture/${name}.torture.ts`)) {
  const names = readdirSync("tests/torture").flatMap((file) => /^(.*)\.torture\.ts$/.exec(file)?.[1] ?? []);
  process.stderr.write(`usage: npm run torture -- NAME, one of: ${names.join(", ")}\n`);
  process.exit(2);
}
const build = spawnSync("npm", ["run", "-s", "build"], { stdio: "inherit" });
if (build.status !== 0) process.exit(2);
const test = spawnSync("npx", ["--no-install", "vitest", "run", "--config", "remix.config.js"], {
  stdio: "inherit",
  env: { ...process.env, TORTURE: name },
});
process.stdout.write(test.status === 0 ? "PASS\n" : "FAIL\n");
process.exit(test.status ?? 1);
