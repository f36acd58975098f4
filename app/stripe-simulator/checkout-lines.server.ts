import type Stripe from "stripe";
import { malformed } from "./api-failure";
import type { FormReader } from "./form-reader";
import type { CheckoutSession, LineItem } from "./stripe-objects";
import type { Turn } from "./turn";

/** Smallest and largest total of a charge, in minor units. Stripe's own minimum depends on the installation. */
const MINIMUM_AMOUNT_MINOR = 50;
const MAXIMUM_AMOUNT_MINOR = 99_999_999;
const MAX_LINE_COUNT = 100;
const MAX_QUANTITY = 999_999;

export type SessionLine = { name: string; unit_amount: number; currency: string; quantity: number };

/** Reads `line_items`: prices made on the spot, all in one currency, a total within Stripe's limits. */
export function readLines(form: FormReader): SessionLine[] {
  const lines = form.tables("line_items").map(readLine);
  if (lines.length === 0)
    throw malformed("Missing required param: line_items.", { code: "parameter_missing", param: "line_items" });
  if (lines.length > MAX_LINE_COUNT)
    throw malformed(`line_items can have up to ${MAX_LINE_COUNT} items.`, { param: "line_items" });
  const { amount, currency } = totalOf(lines);
  if (lines.some((line) => line.currency !== currency)) {
    throw malformed("All prices of a Checkout Session must use the same currency.", { param: "line_items" });
  }
  if (amount < MINIMUM_AMOUNT_MINOR) {
    throw malformed(`The Checkout Session's total amount must be at least ${MINIMUM_AMOUNT_MINOR} minor units.`, {
      code: "amount_too_small",
      param: "line_items",
    });
  }
  if (amount > MAXIMUM_AMOUNT_MINOR) {
    throw malformed(`The Checkout Session's total amount must be no more than ${MAXIMUM_AMOUNT_MINOR} minor units.`, {
      code: "amount_too_large",
      param: "line_items",
    });
  }
  return lines;
}

export function totalOf(lines: readonly SessionLine[]): { amount: number; currency: string } {
  return {
    amount: lines.reduce((sum, line) => sum + line.unit_amount * line.quantity, 0),
    currency: lines[0]?.currency ?? "",
  };
}

function readLine(form: FormReader): SessionLine {
  const price = form.table("price_data");
  const product = price.table("product_data");
  product.text("description");
  product.metadata("metadata");
  const line = {
    name: product.requiredText("name"),
    unit_amount: price.requiredInteger("unit_amount"),
    currency: price.requiredText("currency").toLowerCase(),
    quantity: form.requiredInteger("quantity"),
  };
  if (!/^[a-z]{3}$/.test(line.currency))
    throw malformed(`Invalid currency: ${line.currency.slice(0, 20)}`, { param: price.nameOf("currency") });
  if (line.unit_amount <= 0 || line.unit_amount > MAXIMUM_AMOUNT_MINOR) {
    throw malformed("Invalid positive integer", {
      code: "parameter_invalid_integer",
      param: price.nameOf("unit_amount"),
    });
  }
  if (line.quantity <= 0 || line.quantity > MAX_QUANTITY) {
    throw malformed("Invalid positive integer", { code: "parameter_invalid_integer", param: form.nameOf("quantity") });
  }
  return line;
}

export function storeLines(turn: Turn, session: CheckoutSession, lines: readonly SessionLine[]): void {
  for (const line of lines) turn.objects.insertChild(lineItem(turn, line), session.id, session.created);
}

function lineItem(turn: Turn, line: SessionLine): LineItem {
  const amount = line.unit_amount * line.quantity;
  return {
    id: turn.mintId("li_"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: line.currency,
    description: line.name,
    metadata: {},
    price: linePrice(turn, line),
    quantity: line.quantity,
  };
}

function linePrice(turn: Turn, line: SessionLine): Stripe.Price {
  return {
    id: turn.mintId("price_"),
    object: "price",
    active: false,
    billing_scheme: "per_unit",
    created: turn.now,
    currency: line.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: turn.mintId("prod_"),
    recurring: null,
    tax_behavior: "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: "one_time",
    unit_amount: line.unit_amount,
    unit_amount_decimal: null,
  };
}
