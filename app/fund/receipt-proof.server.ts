import type { KeyObject } from "node:crypto";
import type { ReceiptTable } from "#db/schema/fund";
import type { CanonicalValue } from "~/kernel/canonical-json";
import { findAnchorCovering, listEntriesOfVoucher, listEntryHashes } from "~/ledger/ledger.queries.server";
import { inclusionPath } from "~/ledger/merkle-tree.server";
import { signObject } from "~/ledger/signed-text.server";
import type { Reader } from "~/platform/database.server";

type ProvenReceipt = Pick<ReceiptTable, "voucher_id" | "state" | "paid_minor" | "promise_json">;

/**
 * What a receipt proves now: the signed promise as it was given; once the redemption and every later entry of the
 * voucher are anchored, those entries with their paths to the anchored tree head; or that it was refunded unused.
 * Formats: contract.md, Anchors and receipts.
 */
export async function receiptProof(reader: Reader, receipt: ProvenReceipt, signing_key: KeyObject) {
  const promise = JSON.parse(receipt.promise_json) as Record<string, CanonicalValue>;
  const { voucher_id: voucher, paid_minor } = receipt;
  if (receipt.state === "refunded") {
    return signObject({ format: "receipt-refunded/1", voucher, paid_minor, fund_minor: 0, promise }, signing_key);
  }
  // a redemption that was taken back left entries, and a promise that stands
  if (receipt.state === "promised") return promise;
  const entries = await listEntriesOfVoucher(reader, voucher);
  const last = entries.at(-1);
  const anchor = last && (await findAnchorCovering(reader, last.seq));
  if (!anchor) return promise;
  const hashes = await listEntryHashes(reader, anchor.seq);
  return {
    format: "receipt-proof/1",
    voucher,
    entries: entries.map((entry) => ({ entry, index: entry.seq - 1, path: inclusionPath(hashes, entry.seq - 1) })),
    size: anchor.seq,
    anchor,
  };
}
