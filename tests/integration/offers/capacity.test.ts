import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { seatsOf } from "#tests/support/a-trading-shop";
import { aResident, aShop, aSlotOffer } from "#tests/support/builders";
import { dumpOf, expectRefusal } from "#tests/support/database-dump";
import { aDatabase } from "#tests/support/test-database";
import { ok } from "~/kernel/result";
import { returnCapacity } from "~/offers/return-capacity.server";
import { sellHeldCapacity } from "~/offers/sell-held-capacity.server";
import { takeCapacity } from "~/offers/take-capacity.server";
import { type Database, inTransaction } from "~/platform/database.server";

// a busy machine may need long for many commits that must reach the disk
vi.setConfig({ testTimeout: 30_000 });

type Claim = { offer_id: string; slot_id: string; resident_id: string; quantity: number };

/** A slot of six seats in a campaign of five pieces, three for each resident. */
async function aScarceSlot(): Promise<{ db: Database; claim: Claim }> {
  const db = await aDatabase();
  const { resident_id } = await aShop(db);
  const { offer_id, slot_ids } = await aSlotOffer(db, { quota: { quota: 5, per_resident: 3 } });
  return { db, claim: { offer_id, slot_id: slot_ids[0] ?? "", resident_id, quantity: 2 } };
}

const take = (db: Database, claim: Claim, as: "held" | "sold" = "held") =>
  inTransaction(db, (trx) => takeCapacity(trx, claim, as));
const sell = (db: Database, claim: Claim) =>
  inTransaction(db, async (trx) => ok(await sellHeldCapacity(trx, { ...claim, is_quota_counted: 1 })));
const giveBack = (db: Database, claim: Claim, from: "held" | "sold") =>
  inTransaction(db, async (trx) => ok(await returnCapacity(trx, { ...claim, is_quota_counted: 1 }, from)));

async function countsOf(db: Database, slot_id: string) {
  const { offer_quota, quota_claim, slot_seat } = await dumpOf(db);
  return { slot: await seatsOf(db, slot_id), offer_quota, quota_claim, slot_seat };
}

describe("capacity", () => {
  test("that is taken, sold and given back is all there again", async () => {
    const { db, claim } = await aScarceSlot();
    expect(await take(db, claim)).toEqual({ ok: true, value: 1 });
    expect(await countsOf(db, claim.slot_id)).toMatchObject({
      slot: { held: 2, sold: 0 },
      offer_quota: [{ held: 2, sold: 0 }],
      quota_claim: [{ claim_count: 2 }],
      slot_seat: [{ seat_count: 2 }],
    });
    await sell(db, claim);
    expect(await countsOf(db, claim.slot_id)).toMatchObject({
      slot: { held: 0, sold: 2 },
      offer_quota: [{ held: 0, sold: 2 }],
      quota_claim: [{ claim_count: 2 }],
    });
    await giveBack(db, { ...claim, quantity: 1 }, "sold");
    await giveBack(db, { ...claim, quantity: 1 }, "sold");
    expect(await countsOf(db, claim.slot_id)).toMatchObject({
      slot: { held: 0, sold: 0 },
      offer_quota: [{ held: 0, sold: 0 }],
      quota_claim: [{ claim_count: 0 }],
      slot_seat: [{ seat_count: 0 }],
    });
  });

  test("that is not there is refused, and the seats already taken for it are not kept", async () => {
    const { db, claim } = await aScarceSlot();
    await take(db, { ...claim, quantity: 3 });
    await expectRefusal(db, () => take(db, { ...claim, quantity: 1 }), "quota-used");
    await expectRefusal(db, () => take(db, { ...claim, quantity: 2 }), "too-many-seats");
    const other = { ...claim, resident_id: await aResident(db, "wu") };
    await expectRefusal(db, () => take(db, { ...other, quantity: 3 }), "sold-out");
    await expectRefusal(db, () => take(db, { ...other, quantity: 4 }), "sold-out");
    expect(await take(db, other, "sold")).toEqual({ ok: true, value: 1 });
  });

  test("that nobody took can be neither sold nor given back", async () => {
    const { db, claim } = await aScarceSlot();
    const before = await dumpOf(db);
    await expect(sell(db, claim)).rejects.toThrow();
    await expect(giveBack(db, claim, "held")).rejects.toThrow();
    await take(db, claim);
    await expect(giveBack(db, claim, "sold")).rejects.toThrow();
    await giveBack(db, claim, "held");
    await expect(giveBack(db, claim, "held")).rejects.toThrow();
    expect((await dumpOf(db)).slot).toEqual(before.slot);
  });

  test("is never more than there is, in any order of taking, selling and giving back", async () => {
    const { db, claim } = await aScarceSlot();
    const residents = [claim.resident_id, await aResident(db, "wu"), await aResident(db, "zhao")];
    const steps = fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.integer({ min: 1, max: 4 })), {
      minLength: 5,
      maxLength: 12,
    });
    const model = { held: [0, 0, 0], sold: [0, 0, 0] };
    await fc.assert(
      fc.asyncProperty(steps, async (moves) => {
        for (const [who, what, quantity] of moves) {
          const wish = { ...claim, resident_id: residents[who] ?? "", quantity };
          if (what === 0 && (await take(db, wish)).ok) model.held[who] = (model.held[who] ?? 0) + quantity;
          if (what === 1 && quantity <= (model.held[who] ?? 0)) {
            await sell(db, wish);
            model.held[who] = (model.held[who] ?? 0) - quantity;
            model.sold[who] = (model.sold[who] ?? 0) + quantity;
          }
          if (what === 2 && quantity <= (model.sold[who] ?? 0)) {
            await giveBack(db, wish, "sold");
            model.sold[who] = (model.sold[who] ?? 0) - quantity;
          }
        }
        const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
        const [held, sold] = [sum(model.held), sum(model.sold)];
        expect(await seatsOf(db, claim.slot_id)).toEqual({ held, sold });
        expect((await dumpOf(db)).offer_quota).toMatchObject([{ held, sold }]);
        expect(held + sold).toBeLessThanOrEqual(5);
        for (const who of [0, 1, 2]) expect((model.held[who] ?? 0) + (model.sold[who] ?? 0)).toBeLessThanOrEqual(3);
      }),
      { numRuns: 15 },
    );
  });
});
