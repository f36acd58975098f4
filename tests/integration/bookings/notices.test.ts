import { expect, test } from "vitest";
import { aPerson, NOW } from "#tests/support/builders";
import { listNoticesOf, listVouchersExpiring } from "~/bookings/notices.queries.server";
import { recordDispute } from "~/bookings/record-dispute.server";
import { addMs, DAY_MS, instant } from "~/kernel/instant";
import { parseNoticeValues } from "~/members/notice";
import { inTransaction } from "~/platform/database.server";
import { aSale, type Sale } from "./a-sale";

const evidence_due_at = addMs(NOW, 7 * DAY_MS);

function dispute({ db }: Sale, status: string) {
  const about = { id: "dp_1", charge_id: "ch_1", currency: "cny", reason: "fraudulent", opened_at: NOW };
  const fact = { ...about, amount_minor: 3_680, status, evidence_due_at, transactions: [] };
  return inTransaction(db, (trx) => recordDispute(trx, fact, NOW));
}

async function expiring({ db }: Sale) {
  const { valid_until } = await db.read.selectFrom("booking").select("valid_until").executeTakeFirstOrThrow();
  const until = instant(valid_until ?? "");
  const found = await listVouchersExpiring(db.read, { until, after_id: "" }, addMs(until, -DAY_MS), 10);
  return found.map(({ unused_minor }) => unused_minor);
}

test("who has used one of two vouchers hears that the other's price comes back, not both", async () => {
  const sale = await aSale({ quantity: 2 });
  expect(await expiring(sale)).toEqual([7_360]);
  await sale.redeem(sale.voucher);
  expect(await expiring(sale)).toEqual([3_680]);
});

test("while a bank looks into a payment nobody hears that its voucher ends", async () => {
  const sale = await aSale();
  await dispute(sale, "needs_response");
  expect(await expiring(sale)).toEqual([]);
});

test("a dispute is told to the resident in plain words and to the operators with its deadline, once", async () => {
  const sale = await aSale();
  const { db, resident_id } = sale;
  const operator_id = await aPerson(db, { name: "op", role: "operator" });
  for (const status of ["needs_response", "needs_response", "under_review"]) await dispute(sale, status);
  expect(await listNoticesOf(db.read, resident_id, 10)).toMatchObject([{ kind: "payment-disputed", booking_id: "b1" }]);
  const [asked, ...others] = await listNoticesOf(db.read, operator_id, 10);
  expect(others).toEqual([]);
  expect(asked?.kind).toBe("dispute-opened");
  expect(parseNoticeValues(asked?.values_json ?? "")).toEqual({ amount_minor: 3_680, until: evidence_due_at });
});

test("an inquiry is told to nobody", async () => {
  const sale = await aSale();
  await dispute(sale, "warning_needs_response");
  expect(await sale.db.read.selectFrom("notice").selectAll().execute()).toEqual([]);
});
