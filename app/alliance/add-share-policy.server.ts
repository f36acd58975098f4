import type { SharePolicyTable } from "#db/schema/alliance";
import { failure, ok, type Result } from "~/kernel/result";
import type { Trx } from "~/platform/database.server";
import { lockName } from "~/platform/lock-name.server";
import { findSharePolicy, listSharePolicies } from "./alliance.queries.server";
import { endSharePolicy, insertSharePolicy } from "./alliance.store.server";

/**
 * Adds a policy; an open one of the same scope ends where the new one begins. The same policy again changes nothing
 * (value false); other terms under a known id are refused, because sold vouchers were split by them.
 */
export async function addSharePolicy(
  trx: Trx,
  policy: SharePolicyTable,
): Promise<Result<boolean, "policy-changed" | "policy-overlaps">> {
  // two at once would not see each other, and both would be in force
  await lockName(trx, "share-policies");
  const known = await findSharePolicy(trx, policy.id);
  if (known) return isSamePolicy(known, policy) ? ok(false) : failure("policy-changed");
  const siblings = (await listSharePolicies(trx)).filter((other) => isSameScope(other, policy));
  for (const other of siblings) {
    if (other.effective_to === null && other.effective_from < policy.effective_from) {
      await endSharePolicy(trx, other.id, policy.effective_from);
    } else if (overlaps(other, policy)) {
      return failure("policy-overlaps");
    }
  }
  await insertSharePolicy(trx, policy);
  return ok(true);
}

function isSameScope(a: SharePolicyTable, b: SharePolicyTable): boolean {
  return a.tier === b.tier && a.category_id === b.category_id && a.price_type === b.price_type;
}

/** A later policy may have ended the known one since: an open end in the file is then the same policy. */
function isSamePolicy(known: SharePolicyTable, policy: SharePolicyTable): boolean {
  return (
    isSameScope(known, policy) &&
    known.commission_bps === policy.commission_bps &&
    known.fund_bps === policy.fund_bps &&
    known.effective_from === policy.effective_from &&
    (policy.effective_to === null || known.effective_to === policy.effective_to)
  );
}

function overlaps(a: SharePolicyTable, b: SharePolicyTable): boolean {
  return (
    (b.effective_to === null || a.effective_from < b.effective_to) &&
    (a.effective_to === null || b.effective_from < a.effective_to)
  );
}
