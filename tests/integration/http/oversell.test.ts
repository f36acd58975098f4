import { afterAll, beforeAll, expect, it } from "vitest";
import { ProductServer } from "#tests/support/product-server";
import { Visitor } from "#tests/support/visitor";

const BUYER_COUNT = 200;
const SEAT_COUNT = 50;

let server: ProductServer;
beforeAll(async () => {
  server = await ProductServer.start({ residents: BUYER_COUNT });
}, 120_000);
afterAll(() => server?.stop());

it("200 residents at one instant book exactly the 50 seats of a slot; the others are shown the nearest free ones", async () => {
  const offer = server.offer("slot50");
  const residents = server.harness.accounts.filter((account) => account.role === "resident");
  const buyers: Visitor[] = [];
  for (const resident of residents) buyers.push(await Visitor.signedIn(server.origin, resident));
  expect(buyers).toHaveLength(BUYER_COUNT);
  const answers = await Promise.all(buyers.map((buyer) => buyer.book(offer)));
  const booked = answers.filter((answer) => answer.status === 303);
  const refused = answers.filter((answer) => answer.status === 409);
  expect(booked).toHaveLength(SEAT_COUNT);
  expect(refused).toHaveLength(BUYER_COUNT - SEAT_COUNT);
  for (const answer of booked) expect(answer.headers.get("location")).toMatch(/\/c\/pay\/cs_/);
  for (const answer of refused) {
    expect(answer.text).toContain('data-state="sold-out"');
    expect(answer.text).toMatch(new RegExp(`/offers/${offer.id}/book\\?slot=`));
  }
}, 120_000);
