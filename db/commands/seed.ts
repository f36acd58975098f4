import { createCommandServices } from "#db/command-services";
import { readEnvironment } from "#db/environment";
import { migrateToLatest } from "#db/migrate";
import { DEMO_COMMUNITY, demoSeed, seedDemo } from "#db/profiles/demo-profile";
import { ensureSimulator } from "#db/simulator";
import { dayOf } from "~/kernel/calendar-day";
import { systemClock } from "~/platform/clock.server";
import type { Environment } from "~/platform/settings.server";
import { type Command, print, readArguments, tell, UsageError } from "./command";
import { isEmptyDatabase } from "./empty-database";

const OPTIONS = { profile: { type: "string" }, residents: { type: "string" }, json: { type: "boolean" } } as const;

/** `seed`: fills an empty database with the demo community or with what a test harness needs. */
export const seed: Command = {
  usage: "npm run seed -- --profile demo|harness [--residents N] [--json]",
  async run(args) {
    const { values } = readArguments(args, { options: OPTIONS });
    if (values.profile === "demo") return seedDemoProfile(readEnvironment());
    throw new UsageError("--profile is demo or harness");
  },
};

/** Seeds the demo into the database of `env`; 1 where somebody lives there already. */
export async function seedDemoProfile(env: Environment): Promise<number> {
  const services = createCommandServices(env);
  const { stripe, database_url } = services.settings;
  const today = dayOf(systemClock(), DEMO_COMMUNITY.zone);
  try {
    await migrateToLatest(services.db.write);
    if (!(await isEmptyDatabase(services.db))) {
      tell("this database is not empty: the demo is seeded into a new one only");
      return 1;
    }
    const simulator = await ensureSimulator({ stripe, database_url, ids: { seed: demoSeed(today) } });
    try {
      await seedDemo(services, today, tell);
    } finally {
      await simulator?.close();
    }
    print(`the demo community of ${today} is ready`);
    return 0;
  } finally {
    await services.db.destroy();
  }
}
