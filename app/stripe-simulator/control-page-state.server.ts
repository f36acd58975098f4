import type { ApiDesk } from "./answer-api-request.server";
import { readDeliveryPlan } from "./delivery-plan.server";
import { USUAL_HABITS } from "./habits.server";
import { methodOfCharge, type PaymentMethod } from "./payment-methods";
import { type Charge, type Dispute, type Refund, requiredIdOf, type StripeEvent } from "./stripe-objects";
import type { Turn } from "./turn";

const SHOWN_COUNT = 6;
/** How far back the buttons look for something to act on. */
const LOOK_BACK_COUNT = 50;

export type ControlPageState = {
  payments: { charge: Charge; method: PaymentMethod }[];
  refunds: Refund[];
  disputes: Dispute[];
  events: { event: StripeEvent; is_delivered: boolean }[];
  /** What the buttons act on; undefined where there is nothing. */
  targets: Targets;
  under_way_count: number;
  is_slow: boolean;
  is_shuffled: boolean;
  is_away: boolean;
  has_webhook: boolean;
};

export type Targets = {
  /** Payment intent of the newest wallet payment that is on its way and will succeed. */
  wallet_intent_id: string | undefined;
  card_charge_id: string | undefined;
  dispute_id: string | undefined;
  refund_id: string | undefined;
};

/** Everything the control page shows. */
export function readControlPage({ processor, faults }: ApiDesk): ControlPageState {
  const plan = readDeliveryPlan(processor.database);
  return processor.read((turn) => ({
    payments: turn.objects
      .list("charge", { limit: SHOWN_COUNT })
      .data.map((charge) => ({ charge, method: methodOfCharge(charge) })),
    refunds: turn.objects.list("refund", { limit: SHOWN_COUNT }).data,
    disputes: turn.objects.list("dispute", { limit: SHOWN_COUNT }).data,
    events: turn.objects
      .list("event", { limit: 2 * SHOWN_COUNT })
      .data.map((event) => ({ event, is_delivered: turn.pendingDeliveries(event.id) === 0 })),
    targets: findTargets(turn),
    under_way_count: turn.steps.underWay().length,
    is_slow: turn.habits().walletDelay > USUAL_HABITS.walletDelay,
    is_shuffled: plan.duplicate > 0 || plan.shuffle > 0,
    is_away: faults.isDown(processor.clock.machineMs()),
    has_webhook: processor.sender !== undefined,
  }));
}

/** The newest of everything a button may act on. */
export function findTargets(turn: Turn): Targets {
  const charges = turn.objects.list("charge", { where: { status: "succeeded" }, limit: LOOK_BACK_COUNT }).data;
  const disputes = turn.objects.list("dispute", {
    anyOf: { status: ["needs_response", "under_review"] },
    limit: 1,
  }).data;
  const refunds = turn.objects.list("refund", { anyOf: { status: ["pending", "succeeded"] }, limit: LOOK_BACK_COUNT });
  const succeeding = turn.steps.underWay().filter(({ action }) => action === "payment-succeeds");
  return {
    wallet_intent_id: succeeding.at(-1)?.object_id,
    card_charge_id: charges.find((charge) => !charge.disputed && methodOfCharge(charge) === "card")?.id,
    dispute_id: disputes[0]?.id,
    refund_id: refunds.data.find((refund) => !isOvertaken(turn, refund))?.id,
  };
}

/** A refund of a payment that a dispute has taken back would come back twice. */
function isOvertaken(turn: Turn, refund: Refund): boolean {
  return turn.objects.get("charge", requiredIdOf(refund.charge)).disputed;
}
