import fc from "fast-check";
import { expect, test } from "vitest";
import { plannedTransfer, type ShareDue } from "~/payouts/payout-plan";

const amount = fc.integer({ min: 0, max: 100_000 });
const due: fc.Arbitrary<ShareDue> = fc.record({
  payable_minor: fc.integer({ min: -1, max: 100_000 }),
  receivable_minor: fc.integer({ min: -100_000, max: 100_000 }),
  reversing_minor: amount,
  room_minor: amount,
});

test("a transfer and what is set off for it make up the share, and it never exceeds its charge", () => {
  fc.assert(
    fc.property(due, (share) => {
      const { amount_minor, netted_minor } = plannedTransfer(share);
      expect(amount_minor + netted_minor).toBe(share.payable_minor);
      expect(amount_minor).toBeGreaterThanOrEqual(0);
      expect(amount_minor).toBeLessThanOrEqual(Math.max(0, share.payable_minor) + share.room_minor);
    }),
  );
});

test("nothing is set off that does not stand open, on either side", () => {
  fc.assert(
    fc.property(due, (share) => {
      const { netted_minor } = plannedTransfer(share);
      const { payable_minor, receivable_minor, reversing_minor } = share;
      if (payable_minor < 0) expect(netted_minor).toBe(payable_minor);
      else if (receivable_minor < 0) expect(netted_minor).toBeGreaterThanOrEqual(receivable_minor);
      else expect(netted_minor).toBeLessThanOrEqual(Math.max(0, receivable_minor - reversing_minor));
    }),
  );
});
