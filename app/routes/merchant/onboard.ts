import { redirect } from "@remix-run/node";
import { sendOutboxRow } from "~/jobs/send-outbox-row.server";
import { makeOnboardingLink } from "~/payments/make-onboarding-link.server";
import { findOutboxRowByKey } from "~/payments/payments.queries.server";
import { openingKey, openPayoutAccount } from "~/payouts/open-payout-account.server";
import { findPayoutAccount } from "~/payouts/payouts.queries.server";
import { inTransaction } from "~/platform/database.server";
import { isUnanswered } from "~/platform/stripe.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, type MemberVisit, notFound } from "../guard.server";

const PAGE = "/merchant/payout-account";

/** Opens the shop's account at the processor, the first time, and goes to its check: a new link for every click. */
export const action = guardedAction("merchant/onboard", async (visit) => {
  const { services, merchant_id, person, now } = visit;
  const form = visit.readForm();
  if (!form.ok) throw new Response(null, { status: 422 });
  const recipient = { ...form.value, merchant_id, updated_by: person.id };
  const opened = await inTransaction(services.db, (trx) => openPayoutAccount(trx, recipient, now));
  if (!opened.ok) throw notFound();
  return redirect((await findCheckPage(visit)) ?? `${PAGE}?unavailable=1`, 303);
});

export const loader = answersOnly("POST");

/** The page to go on with; undefined where the processor does not answer now. */
async function findCheckPage({ services, merchant_id, now }: MemberVisit): Promise<string | undefined> {
  const { read } = services.db;
  const { opening_attempt = 1 } = (await findPayoutAccount(read, merchant_id)) ?? {};
  const row = await findOutboxRowByKey(read, openingKey(merchant_id, opening_attempt));
  if (row && row.state !== "done" && row.state !== "dead") await sendOutboxRow(services, row, now);
  const account = await findPayoutAccount(read, merchant_id);
  // a refusal stands on the page with its reason
  if (account?.opening_refusal != null) return PAGE;
  if (!account?.stripe_account_id) return undefined;
  const { stripe_account_id } = account;
  try {
    return await makeOnboardingLink(services.stripe, { stripe_account_id, page: `${services.settings.origin}${PAGE}` });
  } catch (error) {
    if (isUnanswered(error)) return undefined;
    throw error;
  }
}
