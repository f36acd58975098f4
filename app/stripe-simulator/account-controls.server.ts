import { type CapabilityStatus, closeAccount, emptyConnectedBalance, setCapability } from "./accounts.server";
import type { ControlRoute } from "./control-route";
import { failPayout, sendAutomaticPayout } from "./payouts.server";
import { BY_ITSELF } from "./turn";

/** What becomes of merchants' accounts and of money on its way to banks. */
export const accountControls: ControlRoute[] = [
  capabilityControl("activate", "active"),
  capabilityControl("restrict", "restricted"),
  capabilityControl("reject", "rejected"),
  {
    method: "POST",
    path: "/_simulator/accounts/:account/close",
    answer: ({ processor }, _fields, id = "") => processor.run(BY_ITSELF, (turn) => closeAccount(turn, id)),
  },
  {
    method: "POST",
    path: "/_simulator/accounts/:account/empty",
    answer({ processor }, _fields, id = "") {
      processor.run(BY_ITSELF, (turn) => emptyConnectedBalance(turn, id));
      return { account: id, emptied: true };
    },
  },
  {
    method: "POST",
    path: "/_simulator/payouts",
    answer: ({ processor }) => processor.run(BY_ITSELF, (turn) => sendAutomaticPayout(turn)),
  },
  {
    method: "POST",
    path: "/_simulator/payouts/:payout/fail",
    answer: ({ processor }, _fields, id = "") => processor.run(BY_ITSELF, (turn) => failPayout(turn, id)),
  },
];

function capabilityControl(verb: string, status: CapabilityStatus): ControlRoute {
  return {
    method: "POST",
    path: `/_simulator/accounts/:account/${verb}`,
    answer: ({ processor }, _fields, id = "") => processor.run(BY_ITSELF, (turn) => setCapability(turn, id, status)),
  };
}
