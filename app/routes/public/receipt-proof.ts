import { findReceipt } from "~/fund/fund.queries.server";
import { receiptProof } from "~/fund/receipt-proof.server";
import { answersOnly } from "../answers-only.server";
import { guardedLoader, requireFound } from "../guard.server";

/** What a receipt proves now, for programs. */
export const loader = guardedLoader("public/receipt-proof", async ({ services, params }) => {
  const { read } = services.db;
  const receipt = requireFound(await findReceipt(read, params.code ?? ""));
  const proof = await receiptProof(read, receipt, services.keys.signing_key);
  return Response.json(proof, { headers: { "cache-control": "no-store" } });
});

export const action = answersOnly("GET");
