import type { Instant } from "~/kernel/instant";
import { ok } from "~/kernel/result";
import { readRecipient } from "~/payments/read-recipient.server";
import { listPayoutAccounts } from "~/payouts/payouts.queries.server";
import { recordRecipient } from "~/payouts/record-recipient.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { isUnanswered } from "~/platform/stripe.server";

/** Looks at accounts that wait for their check: thin events are sent for three days and cannot be listed with others. */
export async function refreshRecipients({ db, stripe, log }: Services, now: Instant): Promise<void> {
  for (const { rail, is_payable, stripe_account_id } of await listPayoutAccounts(db.read)) {
    if (rail !== "stripe_transfer" || is_payable === 1 || stripe_account_id === null) continue;
    try {
      const fact = await readRecipient(stripe, stripe_account_id);
      await inTransaction(db, async (trx) => ok(await recordRecipient(trx, fact, now)));
    } catch (error) {
      if (isUnanswered(error)) return;
      log.error({ account: stripe_account_id, reason: String(error) }, "an account could not be read");
    }
  }
}
