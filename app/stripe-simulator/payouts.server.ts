import { DAY_MS } from "~/kernel/instant";
import { refused } from "./api-failure";
import { bookPayout } from "./balance-transactions.server";
import type { FormReader } from "./form-reader";
import { recordEvent } from "./record-event.server";
import { type Payout, requiredIdOf } from "./stripe-objects";
import { positiveInteger, requireAvailable } from "./transfers.server";
import type { Turn } from "./turn";

/** How long a payout takes to the bank. */
const PAYOUT_DELAY_MS = 3_000;
/** The platform's bank account. */
const BANK_ACCOUNT = "ba_simulated";

/** POST /v1/payouts: money of the platform on its way to its bank. */
export function createPayout(turn: Turn, form: FormReader): Payout {
  const amount = positiveInteger(form, "amount");
  const currency = form.requiredText("currency").toLowerCase();
  const description = form.text("description") ?? null;
  const statement_descriptor = form.text("statement_descriptor") ?? null;
  const metadata = form.metadata("metadata");
  form.choice("method", ["standard"]);
  form.choice("source_type", ["card"]);
  form.refuseUnknown();
  requireAvailable(turn, amount, currency);
  return sendPayout(turn, { amount, currency, description, metadata, statement_descriptor, automatic: false });
}

/** What Stripe does by itself where payouts are not manual: all that is available leaves for the bank. */
export function sendAutomaticPayout(turn: Turn): Payout {
  const sum = turn.sums(turn.now).find(({ available }) => available > 0);
  if (sum === undefined) throw refused("Nothing is available for a payout.");
  const transactions = unpaidTransactions(turn, sum.currency);
  const payout = sendPayout(turn, {
    amount: sum.available,
    currency: sum.currency,
    description: "STRIPE PAYOUT",
    metadata: {},
    statement_descriptor: null,
    automatic: true,
  });
  turn.objects.hide(payout.id, [...transactions, requiredIdOf(payout.balance_transaction)]);
  return payout;
}

/** Ids of what was available and in no automatic payout yet. */
function unpaidTransactions(turn: Turn, currency: string): string[] {
  const paid = new Set(turn.objects.allIds("payout").flatMap((id) => paidOutBy(turn, id)));
  return turn.objects
    .allIds("balance_transaction")
    .map((id) => turn.objects.get("balance_transaction", id))
    .filter((each) => each.currency === currency && each.available_on <= turn.now && !paid.has(each.id))
    .map(({ id }) => id);
}

/** Ids of the balance transactions an automatic payout took to the bank; none for a manual one. */
export function paidOutBy(turn: Turn, payout_id: string): string[] {
  return (turn.objects.hidden(payout_id) ?? []) as string[];
}

type PayoutWish = Pick<
  Payout,
  "amount" | "currency" | "description" | "metadata" | "statement_descriptor" | "automatic"
>;

function sendPayout(turn: Turn, wish: PayoutWish): Payout {
  const payout: Payout = {
    id: turn.mintId("po_"),
    object: "payout",
    application_fee: null,
    application_fee_amount: null,
    arrival_date: turn.now + DAY_MS / 1_000,
    balance_transaction: null,
    created: turn.now,
    destination: BANK_ACCOUNT,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    method: "standard",
    original_payout: null,
    payout_method: null,
    reconciliation_status: wish.automatic ? "in_progress" : "not_applicable",
    reversed_by: null,
    source_type: "card",
    status: "pending",
    trace_id: null,
    type: "bank_account",
    ...wish,
  };
  payout.balance_transaction = bookPayout(turn, payout, -payout.amount).id;
  turn.objects.insert(payout);
  recordEvent(turn, "payout.created", payout);
  turn.steps.add(payout.id, "payout-arrives", turn.now_ms + PAYOUT_DELAY_MS);
  return payout;
}

/** The bank has the money, as far as Stripe knows: it may still come back. */
export function settlePayout(turn: Turn, payout_id: string): Payout {
  const payout = turn.objects.get("payout", payout_id);
  const paid: Payout = { ...payout, status: "paid", trace_id: { status: "unsupported", value: null } };
  if (payout.automatic) paid.reconciliation_status = "completed";
  turn.objects.replace(paid);
  recordEvent(turn, "payout.paid", paid, { status: payout.status });
  if (payout.automatic) recordEvent(turn, "payout.reconciliation_completed", paid);
  return paid;
}

/** The bank sent the money back, perhaps days after the payout was `paid`. */
export function failPayout(turn: Turn, payout_id: string): Payout {
  const payout = turn.objects.get("payout", payout_id, "payout");
  if (payout.status === "failed") return payout;
  turn.steps.drop(payout.id, "payout-arrives");
  const failed: Payout = {
    ...payout,
    failure_balance_transaction: bookPayout(turn, payout, payout.amount).id,
    failure_code: "account_closed",
    failure_message: "The bank account has been closed",
    status: "failed",
  };
  turn.objects.replace(failed);
  recordEvent(turn, "payout.failed", failed, { status: payout.status });
  return failed;
}
