import { receiptProof } from "~/fund/receipt-proof.server";
import { answersOnly } from "../answers-only.server";
import { guardedLoader } from "../guard.server";
import { requireReceipt } from "./receipt.server";

/** What a receipt proves now, for programs. */
export const loader = guardedLoader("public/receipt-proof", async (visit) => {
  const { services, params } = visit;
  const receipt = await requireReceipt(visit, params.code ?? "");
  const proof = await receiptProof(services.db.read, receipt, services.keys.signing_key);
  return Response.json(proof, { headers: { "cache-control": "no-store" } });
});

export const action = answersOnly("GET");
