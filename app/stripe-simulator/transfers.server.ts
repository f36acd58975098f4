import { addToConnectedBalance, capabilityOf, connectedBalance } from "./accounts.server";
import { malformed, refused } from "./api-failure";
import { bookTransfer } from "./balance-transactions.server";
import { findBalanceTransaction } from "./charges.server";
import type { FormReader } from "./form-reader";
import { recordEvent } from "./record-event.server";
import {
  type Account,
  type BalanceTransaction,
  type Charge,
  requiredIdOf,
  type Transfer,
  type TransferReversal,
} from "./stripe-objects";
import type { Turn } from "./turn";

/**
 * POST /v1/transfers. With `source_transaction` the money follows the charge: never more than was charged, in the
 * currency of its balance transaction, available when the charge is. Without, the available balance must cover it.
 */
export function createTransfer(turn: Turn, form: FormReader): Transfer {
  const destination_id = form.requiredText("destination");
  const amount = positiveInteger(form, "amount");
  const currency = form.requiredText("currency").toLowerCase();
  const source_id = form.text("source_transaction");
  const transfer_group = form.text("transfer_group");
  const description = form.text("description") ?? null;
  const metadata = form.metadata("metadata");
  form.choice("source_type", ["card"]);
  form.refuseUnknown();
  const destination = payableAccount(turn, destination_id);
  const source = source_id === undefined ? undefined : sourceCharge(turn, source_id, { amount, currency });
  if (source === undefined) requireAvailable(turn, amount, currency);
  const transfer: Transfer = {
    id: turn.mintId("tr_"),
    object: "transfer",
    amount,
    amount_reversed: 0,
    balance_transaction: null,
    created: turn.now,
    currency,
    description,
    destination: destination.id,
    destination_payment: turn.mintId("py_"),
    livemode: false,
    metadata,
    reversals: { object: "list", data: [], has_more: false, url: "" },
    reversed: false,
    source_transaction: source?.charge.id ?? null,
    source_type: "card",
    transfer_group: transfer_group ?? (source ? (source.charge.transfer_group ?? `group_${source.charge.id}`) : null),
  };
  const available_on = Math.max(turn.now, source?.transaction.available_on ?? turn.now);
  transfer.balance_transaction = bookTransfer(turn, {
    source: transfer.id,
    amount: -amount,
    currency,
    available_on,
  }).id;
  turn.objects.insert(transfer);
  addToConnectedBalance(turn, destination.id, currency, amount);
  recordEvent(turn, "transfer.created", transfer);
  return transfer;
}

function payableAccount(turn: Turn, account_id: string): Account {
  const account = turn.objects.find("v2.core.account", account_id);
  if (account === undefined)
    throw refused(`No such destination: '${account_id}'`, { code: "resource_missing", param: "destination" });
  if (account.closed || capabilityOf(account)?.status !== "active") {
    throw refused(
      "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments",
      { code: "insufficient_capabilities_for_transfer", param: "destination" },
    );
  }
  return account;
}

type Wanted = { amount: number; currency: string };
type Source = { charge: Charge; transaction: BalanceTransaction };

/** Reversed transfers count too: what was sent from a charge once is not sent from it again. */
function sourceCharge(turn: Turn, charge_id: string, { amount, currency }: Wanted): Source {
  const charge = turn.objects.get("charge", charge_id, "source_transaction");
  if (charge.status !== "succeeded")
    throw refused(`The source_transaction ${charge.id} has not succeeded.`, { param: "source_transaction" });
  const transaction = findBalanceTransaction(turn, charge.id);
  if (transaction.currency !== currency) {
    const message = `The currency of source_transaction's balance transaction (${transaction.currency}) must be the same as the transfer currency (${currency})`;
    throw refused(message, { param: "currency" });
  }
  const sent = turn.objects.sum("transfer", "amount", { source_transaction: charge.id });
  if (sent + amount > charge.amount) {
    const before = sent === 0 ? "" : ` (There is already a transfer using this source, amounting to ${sent}.)`;
    const message = `Transfers using this transaction as a source must not exceed the source amount of ${charge.amount}.${before}`;
    throw refused(message, { param: "amount" });
  }
  return { charge, transaction };
}

/** Transfers and payouts that name no charge come out of what is available now. */
export function requireAvailable(turn: Turn, amount: number, currency: string): void {
  const available = turn.sums(turn.now).find((sum) => sum.currency === currency)?.available ?? 0;
  if (amount > available) {
    const message =
      "You have insufficient available funds in your Stripe account. Your card balance is too low. You can use the /v1/balance endpoint to view your Stripe balance.";
    throw refused(message, { code: "balance_insufficient", param: "amount" });
  }
}

/** POST /v1/transfers/:id/reversals: the rest of the transfer unless told; the connected account must still have it. */
export function reverseTransfer(turn: Turn, form: FormReader, transfer_id: string): TransferReversal {
  const wanted = form.has("amount") ? positiveInteger(form, "amount") : undefined;
  const metadata = form.metadata("metadata");
  form.text("description");
  form.refuseUnknown();
  const transfer = turn.objects.get("transfer", transfer_id);
  const left = transfer.amount - transfer.amount_reversed;
  if (left === 0) throw refused(`Transfer ${transfer.id} is already fully reversed.`);
  const amount = wanted ?? left;
  if (amount > left)
    throw refused(`Reversal amount (${amount}) is greater than unreversed amount on transfer (${left})`, {
      param: "amount",
    });
  const account_id = requiredIdOf(transfer.destination);
  if (amount > connectedBalance(turn, account_id, transfer.currency)) {
    const message = `The connected account ${account_id} has insufficient available funds to reverse this transfer.`;
    throw refused(message, { code: "balance_insufficient" });
  }
  return makeReversal(turn, transfer, { amount, metadata });
}

function makeReversal(
  turn: Turn,
  transfer: Transfer,
  { amount, metadata }: Pick<TransferReversal, "amount" | "metadata">,
): TransferReversal {
  const reversal: TransferReversal = {
    id: turn.mintId("trr_"),
    object: "transfer_reversal",
    amount,
    balance_transaction: null,
    created: turn.now,
    currency: transfer.currency,
    destination_payment_refund: turn.mintId("pyr_"),
    metadata,
    source_refund: null,
    transfer: transfer.id,
  };
  const sent = turn.objects.get("balance_transaction", requiredIdOf(transfer.balance_transaction));
  const available_on = Math.max(turn.now, sent.available_on);
  const { currency } = transfer;
  reversal.balance_transaction = bookTransfer(turn, { source: reversal.id, amount, currency, available_on }).id;
  turn.objects.insert(reversal);
  addToConnectedBalance(turn, requiredIdOf(transfer.destination), currency, -amount);
  const amount_reversed = transfer.amount_reversed + amount;
  const reversed: Transfer = { ...transfer, amount_reversed, reversed: amount_reversed === transfer.amount };
  turn.objects.replace(reversed);
  recordEvent(turn, "transfer.reversed", reversed, { amount_reversed: transfer.amount_reversed });
  return reversal;
}

/** POST /v1/transfers/:id: description and metadata only. */
export function updateTransfer(turn: Turn, form: FormReader, transfer_id: string): Transfer {
  const description = form.text("description");
  const metadata = form.metadata("metadata");
  form.refuseUnknown();
  const transfer = turn.objects.get("transfer", transfer_id);
  const updated: Transfer = {
    ...transfer,
    description: description ?? transfer.description,
    metadata: { ...transfer.metadata, ...metadata },
  };
  turn.objects.replace(updated);
  recordEvent(turn, "transfer.updated", updated, { metadata: transfer.metadata });
  return updated;
}

/** An amount of money in a request: 1 minor unit at least. */
export function positiveInteger(form: FormReader, name: string): number {
  const value = form.requiredInteger(name);
  if (value <= 0) throw malformed("Invalid positive integer", { code: "parameter_invalid_integer", param: name });
  return value;
}
