import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { exportLedger } from "~/ledger/export-ledger.server";
import { getLedgerHead } from "~/ledger/ledger.queries.server";
import type { Reader } from "~/platform/database.server";
import { type Command, CouldNotRun, readArguments, UsageError, withDatabase } from "./command";

const OPTIONS = { out: { type: "string" }, from: { type: "string" } } as const;

/** `ledger:export`: the journal as `ledger-export/1`, whole or from an entry on, while the server runs. */
export const ledgerExport: Command = {
  usage: "npm run ledger:export -- --out F [--from N]",
  async run(args) {
    const { values } = readArguments(args, { options: OPTIONS });
    const { out, from = "1" } = values;
    if (!out) throw new UsageError("--out is the file to write");
    const from_seq = /^\d{1,15}$/.test(from) ? Number(from) : 0;
    if (from_seq < 1) throw new UsageError("--from is the number of an entry, 1 or later");
    return withDatabase(async ({ read }) => {
      const { seq } = await getLedgerHead(read);
      if (from_seq > seq + 1) throw new CouldNotRun(`the journal ends with entry ${seq}`);
      await writeExport(read, out, from_seq);
      return 0;
    });
  },
};

/** Written beside and moved into place: a reader of `out` never sees half an export. */
async function writeExport(read: Reader, out: string, from_seq: number): Promise<void> {
  const unfinished = `${out}.unfinished`;
  await pipeline(Readable.from(exportLedger(read, from_seq)), createWriteStream(unfinished));
  await rename(unfinished, out);
}
