import type { ApiDesk } from "./answer-api-request.server";
import { findTargets } from "./control-page-state.server";
import { PLAIN_DELIVERY, readDeliveryPlan, setDeliveryPlan } from "./delivery-plan.server";
import { closeDispute, openDispute } from "./disputes.server";
import { USUAL_HABITS, writeHabits } from "./habits.server";
import { failRefund } from "./refunds.server";
import { BY_ITSELF, type Turn } from "./turn";

const MINUTE_MS = 60_000;
const LATEST_MS = 3_000;

export const PAGE_ACTIONS = [
  "settle",
  "wallet",
  "slow",
  "refund",
  "dispute",
  "won",
  "lost",
  "shuffle",
  "away",
  "back",
] as const;
export type PageAction = (typeof PAGE_ACTIONS)[number];

/** What a button of the control page does; false where there was nothing to do it to. */
export function takePageAction(desk: ApiDesk, action: PageAction): boolean {
  const { processor } = desk;
  processor.catchUp();
  if (action === "settle") return processor.settle() > 0;
  if (action === "away" || action === "back") {
    desk.faults.beAwayUntil(action === "away" ? processor.clock.machineMs() + MINUTE_MS : 0);
    return true;
  }
  return processor.run(BY_ITSELF, (turn) => act(desk, turn, action));
}

function act(
  { processor: { database } }: ApiDesk,
  turn: Turn,
  action: Exclude<PageAction, "settle" | "away" | "back">,
) {
  const targets = findTargets(turn);
  switch (action) {
    case "slow": {
      const habits = turn.habits();
      const is_slow = habits.walletDelay > USUAL_HABITS.walletDelay;
      writeHabits(database, { ...habits, walletDelay: is_slow ? USUAL_HABITS.walletDelay : MINUTE_MS });
      return true;
    }
    case "shuffle": {
      const is_shuffled = readDeliveryPlan(database).duplicate > 0;
      setDeliveryPlan(database, is_shuffled ? PLAIN_DELIVERY : { duplicate: 1, shuffle: LATEST_MS, seed: turn.now });
      return true;
    }
    case "wallet":
      return onto(targets.wallet_intent_id, (id) => turn.steps.change(id, "payment-succeeds", "payment-fails"));
    case "refund":
      return onto(targets.refund_id, (id) => failRefund(turn, id));
    case "dispute":
      return onto(targets.card_charge_id, (charge_id) =>
        openDispute(turn, { charge_id, amount: undefined, status: "needs_response", reason: "fraudulent" }),
      );
    case "won":
    case "lost":
      return onto(targets.dispute_id, (id) => closeDispute(turn, id, action));
  }
}

function onto(id: string | undefined, work: (id: string) => unknown): boolean {
  if (id === undefined) return false;
  work(id);
  return true;
}
