import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { hiddenFields, sessionOf, Visitor } from "#tests/support/visitor";
import { ok } from "~/kernel/result";
import { type Database, inTransaction, openDatabase } from "~/platform/database.server";

let server: ProductServer;
let db: Database;
let resident: Visitor;
beforeAll(async () => {
  server = await ProductServer.start();
  db = openDatabase(server.env.DATABASE_URL ?? "");
  resident = await Visitor.signedIn(server.origin, server.account("resident"));
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await server?.stop();
});

const fields = (change: Record<string, string> = {}) => ({
  id: randomUUID(),
  quantity: "1",
  contact_phone: "13900000000",
  note: "",
  ...change,
});

async function leaveSeats(slot_id: string, left: number): Promise<void> {
  await inTransaction(db, async (trx) => {
    await trx
      .updateTable("slot")
      .set(({ eb }) => ({ sold: eb("capacity", "-", left), held: 0 }))
      .where("id", "=", slot_id)
      .execute();
    return ok();
  });
}

it("a sold-out slot named in the body only is answered with 409 and the nearest free ones", async () => {
  const { id, slot_id = "" } = server.offer("slot50");
  await leaveSeats(slot_id, 0);
  const answer = await resident.post(`/offers/${id}/book`, fields({ slot_id }));
  expect([answer.status, answer.text.includes('data-state="sold-out"')]).toEqual([409, true]);
  expect(hiddenFields(answer.text).slot_id).toBe(slot_id);
  expect(answer.text).toContain(`action="/offers/${id}/book?slot=${encodeURIComponent(slot_id)}"`);
});

it("whoever got the last seat and sends the form once more is sent to pay, not to a sold-out page", async () => {
  const { id, slot_id = "" } = server.offer("slot50");
  await leaveSeats(slot_id, 1);
  const form = fields({ slot_id });
  const first = await resident.post(`/offers/${id}/book`, form);
  const again = await resident.post(`/offers/${id}/book`, form);
  expect([first.status, again.status]).toEqual([303, 303]);
  expect(sessionOf(again.headers.get("location"))).toBe(sessionOf(first.headers.get("location")));
  expect((await resident.post(`/offers/${id}/book`, fields({ slot_id }))).status).toBe(409);
});

it("a refused form keeps what was typed, with and without the slot in its address", async () => {
  const { id, slot_id = "" } = server.offer("slot50");
  const typed = fields({ slot_id, contact_phone: "12", note: "靠窗" });
  for (const path of [`/offers/${id}/book`, `/offers/${id}/book?slot=${encodeURIComponent(slot_id)}`]) {
    const { status, text } = await resident.post(path, typed);
    const isKept = text.includes('value="12"') && text.includes("靠窗") && text.includes(typed.id);
    expect({ path, status, isKept }).toEqual({ path, status: 422, isKept: true });
  }
  const without = await resident.post(`/offers/${id}/book`, fields());
  expect([without.status, without.text.includes(`/offers/${id}#slots`)]).toEqual([422, true]);
  expect((await resident.get(`/offers/${id}/book`)).headers.get("location")).toBe(`/offers/${id}#slots`);
});

it("an unknown offer answers 404", async () => {
  expect((await resident.post("/offers/nothing/book", fields())).status).toBe(404);
  expect((await resident.post("/offers/nothing/book", {})).status).toBe(404);
});

it("an offer that changed since its form was shown is refused with 409 and the fresh form", async () => {
  const { id } = server.offer("voucher");
  const shown = hiddenFields((await resident.get(`/offers/${id}/book`)).text);
  const revision = Number(shown.revision);
  await inTransaction(db, async (trx) => {
    await trx
      .updateTable("offer")
      .set({ revision: revision + 1 })
      .where("id", "=", id)
      .execute();
    return ok();
  });
  const late = await resident.post(`/offers/${id}/book`, fields(shown));
  expect([late.status, late.text.includes("刚刚有变")]).toEqual([409, true]);
  const fresh = hiddenFields(late.text);
  expect(fresh).toEqual({ ...shown, revision: String(revision + 1) });
  expect((await resident.post(`/offers/${id}/book`, fields(fresh))).status).toBe(303);
  // sent twice it is one booking, whatever changed since
  expect((await resident.post(`/offers/${id}/book`, fields(shown))).status).toBe(303);
});
