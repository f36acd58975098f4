import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { measureBookingCommands } from "./measure-booking-commands";
import { measureBookingRequests } from "./measure-booking-requests";
import { measurePages } from "./measure-pages";
import { measureStart } from "./measure-start";
import { measureVerification } from "./measure-verification";
import { conditions, type Measurement, tableOf } from "./report";

const MEASUREMENTS: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  pages: measurePages,
  requests: measureBookingRequests,
  commands: measureBookingCommands,
  verification: measureVerification,
  start: measureStart,
};
const RESULT_FILE = ".cache/bench/result.json";

/** Runs what is named, or everything, one after another: a measurement has the machine for itself. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true });
  const unknown = positionals.find((name) => !MEASUREMENTS[name]);
  if (unknown) {
    process.stderr.write(`usage: npm run bench -- [--json] [${Object.keys(MEASUREMENTS).join(" | ")} …]\n`);
    process.exit(2);
  }
  const tell = (text: string) => (values.json ? process.stderr : process.stdout).write(text);
  const before = conditions();
  tell(
    `${Object.entries(before)
      .map(([name, value]) => `${name} ${value}`)
      .join(" · ")}\n`,
  );
  const measurements: Measurement[] = [];
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    for (const measurement of await measure()) {
      measurements.push(measurement);
      tell(`\n${tableOf(measurement)}`);
    }
  }
  const result = { ...before, load_average_after: conditions().load_average, measurements };
  mkdirSync(".cache/bench", { recursive: true });
  writeFileSync(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else tell(`\nload average afterwards ${result.load_average_after}; the same as JSON: ${RESULT_FILE}\n`);
}

await main();
