import { choiceField, textField } from "./control-fields";
import type { ControlRoute } from "./control-route";
import {
  closeDispute,
  DISPUTE_OUTCOMES,
  DISPUTE_REASONS,
  disputeAmount,
  escalateDispute,
  OPENING_STATUSES,
  openDispute,
} from "./disputes.server";
import { presentObject } from "./present-object";
import { BY_ITSELF } from "./turn";

/** What cardholders and their banks do. */
export const disputeControls: ControlRoute[] = [
  {
    method: "POST",
    path: "/_simulator/disputes",
    answer({ processor }, fields) {
      const opening = {
        charge_id: textField(fields, "charge"),
        amount: fields.amount === undefined ? undefined : disputeAmount(Number(fields.amount)),
        status: choiceField({ status: "needs_response", ...fields }, "status", OPENING_STATUSES),
        reason: choiceField({ reason: "general", ...fields }, "reason", DISPUTE_REASONS),
      };
      processor.catchUp();
      return processor.run(BY_ITSELF, (turn) => presentObject(turn, openDispute(turn, opening)));
    },
  },
  {
    method: "POST",
    path: "/_simulator/disputes/:dispute/close",
    answer({ processor }, fields, id = "") {
      const outcome = choiceField(fields, "outcome", DISPUTE_OUTCOMES);
      return processor.run(BY_ITSELF, (turn) => presentObject(turn, closeDispute(turn, id, outcome)));
    },
  },
  {
    method: "POST",
    path: "/_simulator/disputes/:dispute/escalate",
    answer: ({ processor }, _fields, id = "") =>
      processor.run(BY_ITSELF, (turn) => presentObject(turn, escalateDispute(turn, id))),
  },
];
