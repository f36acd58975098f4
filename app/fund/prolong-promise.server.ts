import type { KeyObject } from "node:crypto";
import type { CanonicalValue } from "~/kernel/canonical-json";
import type { Instant } from "~/kernel/instant";
import { signObject } from "~/ledger/signed-text.server";
import type { Trx } from "~/platform/database.server";
import { listReceiptsOfVouchers } from "./fund.queries.server";
import { setPromise } from "./fund.store.server";
import { enterBy } from "./promise-contribution.server";

/**
 * A voucher can be used for longer than was promised: its receipt's promise is signed again with the later day on which
 * the contribution stands in the journal. It is never brought forward, and a voucher that cost nothing has none.
 */
export async function prolongPromise(
  trx: Trx,
  { voucher_id, valid_until }: { voucher_id: string; valid_until: Instant },
  signing_key: KeyObject,
): Promise<void> {
  const [receipt] = await listReceiptsOfVouchers(trx, [voucher_id]);
  if (receipt?.state !== "promised") return;
  const { key: _key, sig: _sig, ...promise } = JSON.parse(receipt.promise_json) as Record<string, CanonicalValue>;
  const enter_by = enterBy(valid_until);
  if (typeof promise.enter_by === "string" && promise.enter_by >= enter_by) return;
  await setPromise(trx, voucher_id, JSON.stringify(signObject({ ...promise, enter_by }, signing_key)));
}
