import { SETTINGS_EXIT_CODE, SettingsError } from "~/platform/settings.server";
import { backup } from "./commands/backup";
import { type Command, CouldNotRun, tell, UsageError } from "./commands/command";
import { dbMigrate } from "./commands/db-migrate";
import { demo } from "./commands/demo";
import { importCommand } from "./commands/import";
import { jobsRun } from "./commands/jobs-run";
import { ledgerAnchor } from "./commands/ledger-anchor";
import { ledgerExport } from "./commands/ledger-export";
import { ledgerVerify } from "./commands/ledger-verify";
import { restore } from "./commands/restore";
import { routesManifestCommand } from "./commands/routes-manifest";
import { seed } from "./commands/seed";
import { setup } from "./commands/setup";
import { simulator } from "./commands/simulator";

const COMMANDS: Record<string, Command> = {
  backup,
  "db:migrate": dbMigrate,
  demo,
  import: importCommand,
  "jobs:run": jobsRun,
  "ledger:anchor": ledgerAnchor,
  "ledger:export": ledgerExport,
  "ledger:verify": ledgerVerify,
  restore,
  "routes:manifest": routesManifestCommand,
  seed,
  setup,
  simulator,
};

const COULD_NOT_RUN_EXIT_CODE = 2;

/** The commands of package.json: `remix vite:build` emits this as build/server/cli.js. */
async function main(name = "", args: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    tell(`expected one of ${Object.keys(COMMANDS).join(", ")}`);
    return COULD_NOT_RUN_EXIT_CODE;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof SettingsError) {
      tell(error.message);
      return SETTINGS_EXIT_CODE;
    }
    if (error instanceof UsageError) tell(`${error.message}\nusage: ${command.usage}`);
    else if (error instanceof CouldNotRun) tell(error.message);
    else tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return COULD_NOT_RUN_EXIT_CODE;
  }
}

const [name, ...args] = process.argv.slice(2);
process.exitCode = await main(name, args);
