import { appendFile } from "node:fs/promises";
import { readEnvironment } from "#db/environment";
import { anchorLedger } from "~/ledger/anchor-ledger.server";
import { systemClock } from "~/platform/clock.server";
import { readSigningKey } from "~/platform/settings.server";
import { type Command, readArguments, tell, UsageError, withDatabase } from "./command";

/** `ledger:anchor`: signs the head of the journal, keeps the anchor and appends it to a file. */
export const ledgerAnchor: Command = {
  usage: "npm run ledger:anchor -- --out F",
  async run(args) {
    const { values } = readArguments(args, { options: { out: { type: "string" } } });
    const { out } = values;
    if (!out) throw new UsageError("--out is the file to append to");
    const signing_key = readSigningKey(readEnvironment());
    return withDatabase(async (db) => {
      const anchored = await anchorLedger(db, signing_key, systemClock());
      if (!anchored.ok) {
        tell("the journal is empty: there is nothing to sign yet");
        return 1;
      }
      const { seq, hash, root, ts, key, sig } = anchored.value;
      await appendFile(out, `${JSON.stringify({ seq, hash, root, ts, key, sig })}\n`);
      return 0;
    });
  },
};
