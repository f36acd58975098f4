import { findReceipt } from "~/fund/fund.queries.server";
import { notFound, type Visit } from "../guard.server";
import { countTry } from "../rate-limits.server";

/**
 * The receipt with this code. Throws 404 for codes that are none, and 429 for those who try many: a code that is one is
 * answered all the same, so that guessing neighbours lock nobody out.
 */
export async function requireReceipt(visit: Visit, code: string) {
  const receipt = await findReceipt(visit.services.db.read, code);
  if (receipt) return receipt;
  const limited = await countTry(visit, [["receipt_misses_per_address", visit.context.ip]]);
  throw limited
    ? new Response(`${limited.text}\n`, { status: 429, headers: { "cache-control": "no-store" } })
    : notFound();
}
