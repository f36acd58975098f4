import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { addMs, DAY_MS, type Instant } from "~/kernel/instant";
import { FUND_EARNED, FUND_TRANSIT } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { getFundAvailable } from "~/payouts/payouts.queries.server";
import { aPayday, DUE } from "./a-payday";

vi.setConfig({ testTimeout: 120_000 });

const SEED = Number(process.env.SEED ?? "20261120");
const RUNS = Number(process.env.RUNS ?? "12");

/** What happens in a round of a shop's life, a day each. */
const ROUND = fc.record({
  sold: fc.integer({ min: 0, max: 2 }),
  refunds: fc.array(fc.record({ booking: fc.nat(9), amount_minor: fc.integer({ min: 1, max: 3_680 }) }), {
    maxLength: 2,
  }),
  bank: fc.constantFrom("pays", "pays", "returns", "silent"),
});

test(`whatever is sold, refunded, paid and returned: when everything is paid, nothing is open (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ROUND, { minLength: 1, maxLength: 4 }), async (rounds) => {
      const day = await aPayday();
      const left = new Map<string, number>();
      let now = addMs(DUE, 0);
      let refund_count = 0;
      for (const [index, round] of rounds.entries()) {
        if (round.sold > 0) {
          await day.serve({ id: `b${index}`, quantity: round.sold }, now);
          left.set(`b${index}`, 3_680 * round.sold);
        }
        for (const { booking, amount_minor } of round.refunds) {
          const id = [...left.keys()][booking % Math.max(1, left.size)];
          const most = id === undefined ? 0 : (left.get(id) ?? 0);
          if (id === undefined || most === 0) continue;
          const taken = Math.min(amount_minor, most);
          left.set(id, most - taken);
          refund_count += 1;
          await day.refund(id, taken, { id: `re_${refund_count}`, at: now });
        }
        now = addMs(now, DAY_MS);
        await day.settle(now);
        await payday(day, round.bank, now);
      }
      // one more sale is large enough to give back whatever is still to be had back
      await day.serve({ id: "last", quantity: 4 }, now);
      await day.serve({ id: "last-too", quantity: 4 }, now);
      now = addMs(now, DAY_MS);
      await day.settle(now);
      await payday(day, "pays", now);
      await payday(day, "pays", addMs(now, 1_000));
      expect(await day.openOf("teahouse")).toEqual({ owed_minor: 0, receivable_minor: 0 });
      expect(await getFundAvailable(day.db.read)).toBe(0);
      expect(await getAccountBalance(day.db.read, FUND_EARNED)).toBe(0);
      expect(await getAccountBalance(day.db.read, FUND_TRANSIT)).toBe(0);
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
});

/** A batch, if there is anything to pay; the bank pays it, gives it back, or says nothing until the next day. */
async function payday(day: Awaited<ReturnType<typeof aPayday>>, bank: string, now: Instant): Promise<void> {
  const prepared = await day.prepare(now);
  if (prepared.ok) expect((await day.approve(prepared.value, day.he, now)).ok).toBe(true);
  if (bank === "silent") return;
  const rows = await day.db.read.selectFrom("payout").selectAll().where("state", "in", ["sent", "paid"]).execute();
  const said = rows.map(({ amount_minor, reference }): [number, string] => [-amount_minor, reference]);
  await day.bankSays("operator", said.length > 0 ? said : [[-1, "手续费"]], now);
  const came_back = rows.map(({ amount_minor, reference }): [number, string] => [amount_minor, reference]);
  if (came_back.length === 0) return;
  const fund = rows.filter(({ payee }) => payee === "fund");
  if (bank === "returns") await day.bankSays("operator", came_back, now);
  else if (fund.length > 0) {
    await day.bankSays(
      "fund",
      fund.map(({ amount_minor, reference }) => [amount_minor, reference]),
      now,
    );
  }
}
