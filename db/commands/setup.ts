import { readEnvironment } from "#db/environment";
import { importFile } from "#db/import/import-file";
import { seedFile } from "#db/profiles/seed-file";
import { createCommunity } from "~/alliance/create-community.server";
import { isZone } from "~/kernel/calendar-day";
import type { Instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import { createOneTimeLink } from "~/members/create-one-time-link.server";
import { normaliseEmail } from "~/members/person";
import { registerPerson } from "~/members/register-person.server";
import { systemClock } from "~/platform/clock.server";
import { type Database, inTransaction } from "~/platform/database.server";
import { readOrigin } from "~/platform/settings.server";
import { type Command, print, readArguments, tell, UsageError, withMigratedDatabase } from "./command";
import { isEmptyDatabase } from "./empty-database";

const OPTIONS = {
  name: { type: "string" },
  zone: { type: "string" },
  currency: { type: "string" },
  "admin-email": { type: "string" },
  "desk-phone": { type: "string" },
} as const;

type Founding = { name: string; zone: string; currency: string; email: string; desk_phone: string };

/** `setup`: founds the community of an empty database and prints its administrator's first sign-in. */
export const setup: Command = {
  usage: "npm run setup -- --name N --zone Asia/Shanghai --currency CNY --admin-email E [--desk-phone P]",
  async run(args) {
    const founding = readFounding(args);
    const origin = readOrigin(readEnvironment());
    return withMigratedDatabase(async (db) => {
      if (!(await isEmptyDatabase(db))) {
        tell("this database has a community already: setup is for an empty one");
        return 1;
      }
      const token = await foundCommunity(db, founding, systemClock());
      if (!token.ok) throw new Error(`setup failed: ${token.error}`);
      print(`${founding.name} is ready. Sign in within one hour, once:`);
      print(`${origin}/sign-in/link/${token.value}`);
      return 0;
    });
  },
};

function readFounding(args: readonly string[]): Founding {
  const { values } = readArguments(args, { options: OPTIONS });
  const {
    name = "",
    zone = "",
    currency = "",
    "admin-email": admin_email = "",
    "desk-phone": desk_phone = "",
  } = values;
  const email = normaliseEmail(admin_email);
  if (name.trim() === "") throw new UsageError("--name is the community's name");
  if (!isZone(zone)) throw new UsageError("--zone is an IANA time zone like Asia/Shanghai");
  if (!/^[a-z]{3}$/i.test(currency)) throw new UsageError("--currency is a code of three letters like CNY");
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw new UsageError("--admin-email is the administrator's e-mail address");
  return { name: name.trim(), zone, currency: currency.toLowerCase(), email, desk_phone };
}

async function foundCommunity(db: Database, founding: Founding, now: Instant): Promise<Result<string, string>> {
  const { name, zone, currency, email, desk_phone } = founding;
  const founded = await inTransaction<string, string>(db, async (trx) => {
    const community = { name_zh: name, name_en: name, zone, currency, desk_phone, is_demo: 0 };
    const created = await createCommunity(trx, community, now);
    if (!created.ok) return failure(created.error);
    const admin = await registerPerson(trx, { name: "管理员", email, locale: "zh-CN", role: "admin" }, now);
    if (!admin.ok) return failure(admin.error);
    return ok(await createOneTimeLink(trx, admin.value.person_id, now));
  });
  if (!founded.ok) return founded;
  const report = await importFile(db, { kind: "categories", file: seedFile("categories.csv"), is_dry_run: false }, now);
  return report.errors.length === 0 ? founded : failure("categories-not-imported");
}
