import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExportedEntry } from "~/ledger/exported-entry";
import type { ProductServer } from "./product-server";

/** Exports the journal with the product's own command and reads its entries. */
export async function exportedEntries(server: ProductServer): Promise<ExportedEntry[]> {
  const file = join(server.directory, "ledger.jsonl");
  const exported = await server.command("ledger:export", "--out", file);
  if (exported.code !== 0) throw new Error(`ledger:export exited ${exported.code}: ${exported.stderr}`);
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ExportedEntry)
    .filter((line) => line.type === "entry");
}
