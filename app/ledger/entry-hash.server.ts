import { createHash } from "node:crypto";
import { canonicalJson } from "~/kernel/canonical-json";
import { canonicalBody, type EntryBody } from "./exported-entry";

/** hex(SHA-256(prev + "\n" + canonical(entry without prev and hash))). Source: contract.md, ledger-export/1. */
export function entryHash(prev: string, body: EntryBody): string {
  return createHash("sha256")
    .update(`${prev}\n${canonicalJson(canonicalBody(body))}`)
    .digest("hex");
}
