import { assert } from "~/kernel/assert";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { moveSettlement } from "./bookings.store.server";
import { reviewSettlement } from "./review-settlement.server";

/** A share did not reach the merchant, or came back: it is due again, or held. Callers hold the booking's lock. */
export async function reopenSettlement(trx: Trx, voucher_id: string, now: Instant): Promise<void> {
  const is_reopened =
    (await moveSettlement(trx, voucher_id, "sent", "due")) || (await moveSettlement(trx, voucher_id, "done", "due"));
  assert(is_reopened, "only a share that was sent comes back");
  await reviewSettlement(trx, voucher_id, now);
}
