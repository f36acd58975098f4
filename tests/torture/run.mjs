// npm run torture -- NAME [--option value …]: builds the product, runs one long test and clears up after it.
// Everything the test starts is in one process group, and all its files lie in one directory: both are gone at the end,
// also after Ctrl-C. KILLS and SEED may be set in the environment too.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

/** `built` uses the build that is there, `keep` leaves the files, `resume` goes on where a run was interrupted. */
const FLAGS = ["resume", "keep", "built"];
const GRACE_MS = 3_000;
const VITEST = ["node_modules/vitest/vitest.mjs", "run", "--config", "remix.config.js", "--reporter=dot"];

const { name, options } = readArguments(process.argv.slice(2));
if (!options.built && spawnSync("npm", ["run", "-s", "build"], { stdio: "inherit" }).status !== 0) process.exit(2);
const place = mkdtempSync(join(tmpdir(), "shangju-torture-"));
// a database server that may not run as root reaches its own directory in it
chmodSync(place, 0o711);
const result = join(place, "result.json");
const test = spawn(process.execPath, VITEST, {
  stdio: ["ignore", "inherit", "inherit"],
  // a group of its own: Ctrl-C reaches this process alone, which then ends all of the others
  detached: true,
  env: {
    ...process.env,
    TORTURE: name,
    TORTURE_OPTIONS: JSON.stringify(options),
    TORTURE_RESULT: result,
    TORTURE_STATES: tmpdir(),
    TMPDIR: place,
  },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => finish(130));
test.once("exit", (code) => finish(code === 0 ? 0 : 1));
let is_finishing = false;

async function finish(code) {
  if (is_finishing) return;
  is_finishing = true;
  await endGroup(test.pid);
  const told = existsSync(result) ? JSON.parse(readFileSync(result, "utf8")) : { torture: name, options };
  if (options.keep) process.stderr.write(`kept: ${place}\n`);
  else clear();
  const is_passed = code === 0 && told.faults?.length === 0;
  process.stdout.write(`${JSON.stringify({ ...told, verdict: is_passed ? "PASS" : "FAIL" })}\n`);
  process.stdout.write(is_passed ? "PASS\n" : "FAIL\n");
  process.exit(is_passed ? 0 : code || 1);
}

/** First a word, so that a database server takes its memory with it; then the end. */
async function endGroup(group) {
  if (!signalGroup(group, "SIGINT")) return;
  for (let waited_ms = 0; waited_ms < GRACE_MS && signalGroup(group, 0); waited_ms += 100) await sleep(100);
  signalGroup(group, "SIGKILL");
}

function signalGroup(group, signal) {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

function clear() {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  for (const mounted of mounts.map((line) => line.split(" ")[1] ?? "").filter((each) => each.startsWith(place))) {
    execFileSync("umount", ["--lazy", mounted]);
  }
  rmSync(place, { recursive: true, force: true, maxRetries: 20 });
}

function readArguments(words) {
  const names = readdirSync("tests/torture").flatMap((file) => /^(.*)\.torture\.ts$/.exec(file)?.[1] ?? []);
  const [wanted = ""] = words;
  if (!names.includes(wanted)) usage(`NAME is one of: ${names.join(", ")}`);
  const known = [...readFileSync(`tests/torture/${wanted}.torture.ts`, "utf8").matchAll(/^ {2}(\w+): (\d|false)/gm)];
  const kinds = Object.fromEntries([
    ...known.map(([, key, value]) => [key, value === "false" ? "boolean" : "string"]),
    ["seed", "string"],
    ...FLAGS.map((flag) => [flag, "boolean"]),
  ]);
  const settings = Object.fromEntries(Object.entries(kinds).map(([key, type]) => [key, { type }]));
  try {
    const { values } = parseArgs({ args: words.slice(1), options: settings });
    const { KILLS, SEED } = process.env;
    const given = { ...(KILLS && kinds.kills && { kills: KILLS }), ...(SEED && { seed: SEED }), ...values };
    return { name: wanted, options: Object.fromEntries(Object.entries(given).map(toNumber)) };
  } catch (error) {
    const choices = Object.keys(kinds).map((key) => `--${key}${kinds[key] === "string" ? " N" : ""}`);
    return usage(`${error.message}\n${wanted} takes ${choices.join(" ")}`);
  }
}

function toNumber([key, value]) {
  if (typeof value === "boolean") return [key, value];
  if (value === "" || !(Number(value) >= 0)) throw new Error(`--${key} is a number`);
  return [key, Number(value)];
}

function usage(complaint) {
  process.stderr.write(`usage: npm run torture -- NAME [--option N …]\n${complaint}\n`);
  process.exit(2);
}
