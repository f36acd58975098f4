import type { OutboxTable } from "#db/schema/payments";
import { stripeFailure } from "~/platform/stripe.server";
import type { Answer } from "./answer";
import { createOnce } from "./create-once.server";

/** Creates the object of an outbox row exactly once, as `createOnce` does, and gives Stripe's refusal back instead of throwing it. */
export async function askOnce<T>(
  row: OutboxTable,
  create: (key: string) => Promise<T>,
  findLost: () => Promise<T | undefined>,
): Promise<Answer<T>> {
  try {
    return { is_refused: false, fact: await createOnce(row, create, findLost) };
  } catch (error) {
    if (stripeFailure(error) !== "refused") throw error;
    return { is_refused: true, reason: error instanceof Error ? error.message : String(error) };
  }
}
