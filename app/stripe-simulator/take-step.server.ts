import { assertNever } from "~/kernel/assert";
import { findBalanceTransaction } from "./charges.server";
import { expireSession } from "./expire-session.server";
import { settlePayment } from "./pay-session.server";
import { settlePayout } from "./payouts.server";
import { failRefund, succeedRefund } from "./refunds.server";
import type { ScheduledStep } from "./scheduled-steps.server";
import type { Turn } from "./turn";

/** Does one thing the processor had put off. */
export function takeStep(turn: Turn, step: ScheduledStep): void {
  turn.steps.drop(step.object_id, step.action);
  switch (step.action) {
    case "expire-session":
      expireSession(turn, turn.objects.get("checkout.session", step.object_id));
      return;
    case "payment-succeeds":
    case "payment-fails":
      settlePayment(turn, step.object_id, step.action === "payment-succeeds");
      return;
    case "balance-arrives":
      findBalanceTransaction(turn, step.object_id);
      return;
    case "refund-succeeds":
      succeedRefund(turn, step.object_id);
      return;
    case "refund-fails":
      failRefund(turn, step.object_id);
      return;
    case "payout-arrives":
      settlePayout(turn, step.object_id);
      return;
    default:
      assertNever(step.action);
  }
}
