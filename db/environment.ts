import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Environment } from "~/platform/settings.server";

/** Where the demo keeps its secrets and the simulator's address, from the working directory. */
export const DEMO_ENVIRONMENT_FILE = "data/demo.env";

/** The process's variables; where `DATABASE_URL` is unset, the demo's stand behind them. */
export function readEnvironment(): Environment {
  if (process.env.DATABASE_URL || !existsSync(DEMO_ENVIRONMENT_FILE)) return process.env;
  return { ...readDemoEnvironment(), ...withoutBlanks(process.env) };
}

export function readDemoEnvironment(): Record<string, string> {
  if (!existsSync(DEMO_ENVIRONMENT_FILE)) return {};
  return withoutBlanks(parseEnv(readFileSync(DEMO_ENVIRONMENT_FILE, "utf8")));
}

function withoutBlanks(env: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
