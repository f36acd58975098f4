import type { KeyObject } from "node:crypto";
import { addMs, DAY_MS, type Instant } from "~/kernel/instant";
import type { Minor } from "~/kernel/money";
import type { PolicyTerms } from "~/ledger/journal-entry";
import { signObject } from "~/ledger/signed-text.server";
import type { Trx } from "~/platform/database.server";
import { randomToken } from "~/platform/keyed-hash.server";
import { splitOf } from "./contribution";
import { insertReceipt } from "./fund.store.server";

/** One paid voucher whose share is promised to the fund. */
export type PromisedVoucher = {
  voucher_id: string;
  merchant_id: string;
  category_id: string;
  paid_minor: Minor;
  policy: PolicyTerms;
  valid_until: Instant;
};

/** An unredeemed voucher is refunded at its end; a redemption on its last day is anchored the day after. */
const ANCHORED_WITHIN_MS = 2 * DAY_MS;

/** Writes a signed promise (`receipt-promise/1`) of what the fund will get once the voucher is redeemed. */
export async function promiseContribution(
  trx: Trx,
  voucher: PromisedVoucher,
  signing_key: KeyObject,
  now: Instant,
): Promise<void> {
  const { fund_minor } = splitOf(voucher.paid_minor, voucher.policy);
  const promise = signObject(
    {
      format: "receipt-promise/1",
      voucher: voucher.voucher_id,
      paid_minor: voucher.paid_minor,
      fund_minor,
      policy: voucher.policy,
      promised_at: now,
      enter_by: enterBy(voucher.valid_until),
    },
    signing_key,
  );
  await insertReceipt(trx, {
    code: randomToken(),
    voucher_id: voucher.voucher_id,
    merchant_id: voucher.merchant_id,
    category_id: voucher.category_id,
    paid_minor: voucher.paid_minor,
    fund_minor,
    returned_minor: 0,
    state: "promised",
    promised_at: now,
    entered_at: null,
    promise_json: JSON.stringify(promise),
  });
}

/** When the contribution of a voucher with this end stands in the journal at the latest, if it is made at all. */
export function enterBy(valid_until: Instant): Instant {
  return addMs(valid_until, ANCHORED_WITHIN_MS);
}
