import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { entryHash } from "~/ledger/entry-hash.server";
import { type EntryBody, GENESIS_HASH } from "~/ledger/exported-entry";

const BODY: EntryBody = {
  type: "entry",
  seq: 1,
  id: "e1",
  ts: "2026-11-20T02:00:00.000Z",
  booked_on: "2026-11-20",
  effective_at: "2026-11-20T01:59:00.000Z",
  kind: "payment_captured",
  idem: "charge:ch_1",
  booking: "b1",
  stripe: { charge: "ch_1", refund: null, transfer: null, dispute: null, balance_transaction: null },
  postings: [
    { account: "assets:stripe", amount: 3_800, currency: "cny" },
    { account: "liabilities:held:b1", amount: -3_800, currency: "cny" },
  ],
  memo: "盖碗茶",
};

/** Written by another program (Python's json with sorted keys): what an auditor hashes. */
const TEXT =
  '{"booked_on":"2026-11-20","booking":"b1","effective_at":"2026-11-20T01:59:00.000Z","id":"e1","idem":"charge:ch_1",' +
  '"kind":"payment_captured","memo":"盖碗茶","postings":[{"account":"assets:stripe","amount":3800,"currency":"cny"},' +
  '{"account":"liabilities:held:b1","amount":-3800,"currency":"cny"}],"seq":1,"stripe":{"balance_transaction":null,' +
  '"charge":"ch_1","dispute":null,"refund":null,"transfer":null},"ts":"2026-11-20T02:00:00.000Z","type":"entry"}';

describe("the hash of an entry", () => {
  test("is the one that another program computes from the contract", () => {
    expect(entryHash(GENESIS_HASH, BODY)).toBe("ac210142830222125c1dadc9f89772e08d6130343e7fc05e2820f8738d215762");
    expect(entryHash("ab", BODY)).toBe(createHash("sha256").update(`ab\n${TEXT}`, "utf8").digest("hex"));
  });

  test("changes with every fact of the entry, and with everything before it", () => {
    const hash = entryHash(GENESIS_HASH, BODY);
    expect(entryHash("1".repeat(64), BODY)).not.toBe(hash);
    for (const key of Object.keys(BODY)) expect(entryHash(GENESIS_HASH, { ...BODY, [key]: "other" })).not.toBe(hash);
  });
});
