import { assert } from "~/kernel/assert";
import type { Reader } from "~/platform/database.server";
import { GENESIS_HASH } from "./exported-entry";
import { getLedgerHead, listEntries } from "./ledger.queries.server";

const BATCH_COUNT = 1_000;

/**
 * The lines of a `ledger-export/1` file from entry `from_seq` on, each with its newline. The head is read once:
 * entries are never changed, so everything up to it is a consistent snapshot while the server goes on writing.
 */
export async function* exportLedger(reader: Reader, from_seq = 1): AsyncGenerator<string> {
  assert(Number.isSafeInteger(from_seq) && from_seq >= 1, "an export starts at entry 1 or later");
  const head = await getLedgerHead(reader);
  const prev = await hashBefore(reader, from_seq);
  yield line({
    type: "header",
    format: "ledger-export/1",
    genesis: GENESIS_HASH,
    ...(from_seq > 1 && { from: from_seq, prev }),
  });
  let count = 0;
  let last_hash = prev;
  for (let seq = from_seq; seq <= head.seq; seq += BATCH_COUNT) {
    for (const entry of await listEntries(reader, seq, Math.min(BATCH_COUNT, head.seq - seq + 1))) {
      yield line(entry);
      count += 1;
      last_hash = entry.hash;
    }
  }
  yield line({ type: "trailer", count, head: last_hash });
}

async function hashBefore(reader: Reader, seq: number): Promise<string> {
  if (seq === 1) return GENESIS_HASH;
  const [before] = await listEntries(reader, seq - 1, 1);
  assert(before, `the journal has no entry ${seq - 1}`);
  return before.hash;
}

function line(object: object): string {
  return `${JSON.stringify(object)}\n`;
}
