import { migrateToLatest } from "#db/migrate";
import { type Command, print, readArguments, withDatabase } from "./command";

/** `db:migrate`: brings the database to the newest schema. */
export const dbMigrate: Command = {
  usage: "npm run db:migrate",
  async run(args) {
    readArguments(args, {});
    const applied = await withDatabase((db) => migrateToLatest(db.write));
    print(applied.length === 0 ? "the database is up to date" : `applied ${applied.join(", ")}`);
    return 0;
  },
};
