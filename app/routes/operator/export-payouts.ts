import { redirect } from "@remix-run/node";
import { exportPayoutBatch } from "~/payouts/export-payout-batch.server";
import { inTransaction } from "~/platform/database.server";
import { answersOnly } from "../answers-only.server";
import { guardedAction, notFound } from "../guard.server";

/** The file for the bank, as a download. A batch that nobody has approved has none. */
export const action = guardedAction("operator/export-payouts", async ({ services, params, person, now }) => {
  const batch_id = params.id ?? "";
  const exported = await inTransaction(services.db, (trx) =>
    exportPayoutBatch(trx, { batch_id, exported_by: person.id }, now),
  );
  if (exported.ok) {
    return new Response(exported.value, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="payouts-${batch_id}.csv"`,
        "cache-control": "no-store",
      },
    });
  }
  if (exported.error === "batch-unknown") throw notFound();
  return redirect(`/operator/payouts/${batch_id}`, 303);
});

export const loader = answersOnly("POST");
