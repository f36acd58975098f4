import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sessionOf } from "#tests/support/visitor";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { voucherCode, voucherToken } from "~/bookings/voucher-secrets.server";
import { listReceiptsOfVouchers } from "~/fund/fund.queries.server";
import { expectLimited, GuardedProduct, tally, times } from "./guarded-product";

const HOUR_S = 60 * 60;

let product: GuardedProduct;
beforeAll(async () => {
  product = await GuardedProduct.start();
}, 60_000);
afterAll(() => product?.stop());

describe("booking", () => {
  it("is possible sixty times in ten minutes for one account, from however many addresses", async () => {
    const account = product.server.account("resident", 1);
    const first = await product.signedIn(account);
    const { id } = product.server.offer("voucher");
    const fields = (change = {}) => ({
      id: randomUUID(),
      quantity: "1",
      contact_phone: "13900000000",
      ...change,
    });
    const answers = await tally(times(60, () => () => first.post(`/offers/${id}/book.data`, fields())));
    expect([answers[202], answers[409], answers[429]]).toEqual([3, 57, undefined]);
    const second = await product.signedIn(account);
    const before = await product.business();
    const refused = await second.post(`/offers/${id}/book`, fields({ note: "靠窗" }));
    expectLimited(refused, 10 * 60);
    expect([refused.text.includes("靠窗"), refused.text.includes('data-action="book"')]).toEqual([true, true]);
    expect(await product.business()).toEqual(before);
    await product.letTimePass();
    expect((await second.post(`/offers/${id}/book`, fields())).status).toBe(409);
  });
});

describe("a voucher's code", () => {
  it("guessed 1,000 times by a merchant: ten are answered, none found, and scanning goes on", async () => {
    const cashier = await product.signedIn(product.server.account("cashier"));
    const guess = (index: number) => () => cashier.get(`/merchant/redeem.data?code=${guessedCode(index)}`);
    const answers = await tally(times(1_000, guess));
    expect(answers).toEqual({ 404: 10, 429: 990 });
    expect(product.alarmCount("typed_misses_per_cashier")).toBe(1);
    const { code, token } = await aVoucher();
    const refused = await cashier.get(`/merchant/redeem?code=${code}`);
    expectLimited(refused, HOUR_S);
    expect(refused.text).toContain('data-action="redeem-prepare"');
    expect((await cashier.get(`/merchant/redeem?t=${token}`)).status).toBe(200);
    await product.letTimePass();
    expect((await cashier.get(`/merchant/redeem?code=${code}`)).status).toBe(200);
  });

  it("guessed many times at once is looked up ten times, and a right one among them not at all", async () => {
    await product.letTimePass();
    const cashier = await product.signedIn(product.server.account("cashier"));
    const { code } = await aVoucher();
    const asked = [...times(25, guessedCode), code];
    const answers = await Promise.all(asked.map((each) => cashier.get(`/merchant/redeem.data?code=${each}`)));
    const found = answers.filter(({ status }) => status !== 429).map(({ status }) => status);
    expect([found, answers.at(-1)?.status]).toEqual([times(10, () => 404), 429]);
    await product.letTimePass();
    for (let time = 0; time < 12; time += 1) {
      expect((await cashier.get(`/merchant/redeem.data?code=${code}`)).status).toBe(200);
    }
  });

  it("guessed by all of a shop is answered thirty times; mistyped, too short or right is no guess", async () => {
    const people = ["owner", "cashier"].map((role) => product.server.account(role));
    const [owner, cashier] = await Promise.all(people.map((each) => product.signedIn(each)));
    if (!owner || !cashier) throw new Error("the shop has nobody");
    const { code } = await aVoucher();
    for (let time = 0; time < 12; time += 1) {
      expect((await cashier.get("/merchant/redeem.data?code=7K3M")).status).toBe(422);
      expect((await cashier.get(`/merchant/redeem.data?code=${code}`)).status).toBe(200);
    }
    const guess = (index: number) => () =>
      (index % 2 === 0 ? owner : cashier).get(`/merchant/redeem.data?code=${guessedCode(index)}`);
    expect(await tally(times(30, guess), 1)).toEqual({ 404: 20, 429: 10 });
  });
});

describe("a receipt's code", () => {
  it("guessed from one address is answered 200 times an hour, for people and programs, and real ones always", async () => {
    const visitor = product.visitor();
    const guess = (index: number) => () => visitor.get(`/receipts/guess-${index}/proof.json`);
    expect(await tally(times(210, guess))).toEqual({ 404: 200, 429: 10 });
    expectLimited(await visitor.get("/receipts/guess"), HOUR_S);
    expect((await visitor.get("/receipts/guess.data")).status).toBe(429);
    const proof = await visitor.get("/receipts/guess/proof.json");
    expectLimited(proof, HOUR_S);
    expect(proof.headers.get("content-type")).toMatch(/^text\/plain/);
    const { receipt } = await aVoucher();
    expect((await visitor.get(`/receipts/${receipt}`)).status).toBe(200);
  });
});

/** Eleven characters of the alphabet that belong to no voucher. */
function guessedCode(index: number): string {
  return String(index).padStart(11, "0");
}

/** Books and pays one voucher over HTTP, as a resident does; gives what could be guessed of it. */
async function aVoucher(): Promise<{ code: string; token: string; receipt: string }> {
  const { server, db } = product;
  const resident = await product.signedIn(server.account("resident"));
  const booked = await resident.book(server.offer("voucher"));
  const session = sessionOf(booked.headers.get("location"));
  await server.control(`checkout/${session}/pay`, { method: "card" });
  const booking_id = /\/me\/bookings\/([\w-]{36})/.exec((await resident.get("/me/bookings")).text)?.[1] ?? "";
  await resident.get(`/me/bookings/${booking_id}?session_id=${session}`);
  const [voucher] = await listVouchers(db.read, booking_id);
  const [receipt] = await listReceiptsOfVouchers(db.read, [voucher?.id ?? ""]);
  if (!voucher || !receipt) throw new Error("the booking was not paid");
  const key = server.env.VOUCHER_KEY ?? "";
  return { code: voucherCode(key, voucher), token: voucherToken(key, voucher), receipt: receipt.code };
}
