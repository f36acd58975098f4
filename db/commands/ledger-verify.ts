import { readFile } from "node:fs/promises";
import type { AnchorTable } from "#db/schema/ledger";
import { parseAnchors, verifyLedger } from "~/ledger/verify-ledger.server";
import { type Command, print, readArguments, tell, UsageError, withDatabase } from "./command";

const OPTIONS = { json: { type: "boolean" }, anchors: { type: "string" } } as const;

/** `ledger:verify`: recomputes the chain and checks every anchor; 0 sound, 1 violated, 2 could not run. */
export const ledgerVerify: Command = {
  usage: "npm run ledger:verify -- [--json] [--anchors F]",
  async run(args) {
    const { values } = readArguments(args, { options: OPTIONS });
    const outside_anchors = values.anchors === undefined ? [] : await readAnchors(values.anchors);
    const report = await withDatabase(({ read }) => verifyLedger(read, { outside_anchors }));
    if (values.json) print(JSON.stringify(report));
    else printReport(report);
    return report.ok ? 0 : 1;
  },
};

async function readAnchors(file: string): Promise<AnchorTable[]> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UsageError(error.message);
  });
  const anchors = parseAnchors(text);
  if (!anchors) throw new UsageError(`${file}: holds a line that is no anchor`);
  return anchors;
}

function printReport({ ok, count, head, violations }: Awaited<ReturnType<typeof verifyLedger>>): void {
  for (const { seq, rule, detail } of violations) tell(`entry ${seq}: ${rule}: ${detail}`);
  print(ok ? `sound: ${count} entries, head ${head}` : `violated: ${violations.length} in ${count} entries`);
}
