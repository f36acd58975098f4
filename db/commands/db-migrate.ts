import { type Command, print, readArguments, withMigratedDatabase } from "./command";

/** `db:migrate`: brings the database to the newest schema. */
export const dbMigrate: Command = {
  usage: "npm run db:migrate",
  async run(args) {
    readArguments(args, {});
    return withMigratedDatabase(async (_db, applied) => {
      print(applied.length === 0 ? "the database is up to date" : `applied ${applied.join(", ")}`);
      return 0;
    });
  },
};
