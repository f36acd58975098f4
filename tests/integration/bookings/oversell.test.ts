import { expect, test, vi } from "vitest";
import { book, seatsOf } from "#tests/support/a-trading-shop";
import { aFreeOffer, aResident, aShop, aSlotOffer } from "#tests/support/builders";
import { SeededRandom } from "#tests/support/seeded-random";
import { aDatabase } from "#tests/support/test-database";
import { findQuota } from "~/offers/offers.queries.server";
import type { Database } from "~/platform/database.server";

// a busy machine may need long for many commits that must reach the disk
vi.setConfig({ testTimeout: 30_000 });

const SEAT_COUNT = 50;

async function residents(db: Database, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) ids.push(await aResident(db, `resident-${number}`));
  return ids;
}

test.each([1, 2, 3])(
  "60 residents at one instant never get more than the 50 seats there are (seed %i)",
  async (seed) => {
    const db = await aDatabase();
    await aShop(db);
    const { offer_id, slot_ids } = await aSlotOffer(db, { weekly_hours: `Mo-Su 14:00-15:00/60x${SEAT_COUNT}` });
    const slot_id = slot_ids[0] ?? "";
    const random = new SeededRandom(seed);
    const wishes = (await residents(db, 60)).map((resident_id) => ({
      id: `b-${resident_id}`,
      resident_id,
      offer_id,
      slot_id,
      quantity: 1 + random.below(4),
    }));
    const outcomes = await Promise.all(wishes.map(async (wish) => ({ wish, outcome: await book(db, wish) })));
    const taken = outcomes.filter(({ outcome }) => outcome.ok).map(({ wish }) => wish.quantity);
    const refused = outcomes.filter(({ outcome }) => !outcome.ok);
    const sum = taken.reduce((total, quantity) => total + quantity, 0);
    expect(await seatsOf(db, slot_id)).toEqual({ held: sum, sold: 0 });
    expect(sum).toBeLessThanOrEqual(SEAT_COUNT);
    expect(refused.length).toBeGreaterThan(0);
    for (const { wish, outcome } of refused) {
      expect(outcome).toEqual({ ok: false, error: "sold-out" });
      expect(wish.quantity).toBeGreaterThan(SEAT_COUNT - sum);
    }
  },
);

test("60 residents of one seat each get exactly 50", async () => {
  const db = await aDatabase();
  await aShop(db);
  const { offer_id, slot_ids } = await aSlotOffer(db, { weekly_hours: `Mo-Su 14:00-15:00/60x${SEAT_COUNT}` });
  const slot_id = slot_ids[0] ?? "";
  const outcomes = await Promise.all(
    (await residents(db, 60)).map((resident_id) =>
      book(db, { id: `b-${resident_id}`, resident_id, offer_id, slot_id }),
    ),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(SEAT_COUNT);
  expect(await seatsOf(db, slot_id)).toEqual({ held: SEAT_COUNT, sold: 0 });
});

test("a campaign of 20 cards, one each, gives 20 residents one card however often they ask at once", async () => {
  const db = await aDatabase();
  await aShop(db);
  const offer_id = await aFreeOffer(db, { quota: { quota: 20, per_resident: 1 } });
  const people = await residents(db, 30);
  const wishes = [1, 2, 3].flatMap((round) =>
    people.map((resident_id) => ({ id: `b-${resident_id}-${round}`, resident_id, offer_id })),
  );
  const outcomes = await Promise.all(wishes.map(async (wish) => ({ wish, outcome: await book(db, wish) })));
  const winners = outcomes.filter(({ outcome }) => outcome.ok).map(({ wish }) => wish.resident_id);
  expect(winners).toHaveLength(20);
  expect(new Set(winners).size).toBe(20);
  expect(await findQuota(db.read, offer_id)).toMatchObject({ held: 0, sold: 20 });
});
