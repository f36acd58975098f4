import type { Instant } from "~/kernel/instant";

export type Wanted = { price: number; quantity: number; zone: string; now: Instant };
export type Share = { m: number; c: number; d: number };
type Settlement = { state: "waiting" | "due" | "held" | "done"; due: Instant; returned: number; owed: number };
export type Voucher = {
  state: "issued" | "redeemed" | "void";
  at: Instant;
  uses: number;
  back: { n: number; c: number; d: number };
  settlement: Settlement | undefined;
  asked: { wanted: number; at: Instant; state: string } | undefined;
  contested: { asked: Voucher["asked"] } | undefined;
  /** By kind, with the request each is about. */
  complaints: Map<string, Voucher["asked"]>;
};
export type Part = {
  voucher: Voucher | undefined;
  from: "held" | "split" | "surplus";
  n: number;
  gave?: Share & { paid: boolean };
};
export type Refund = { reason: string; charge: Charge; state: string; parts: Part[]; posted: boolean; end?: string };
export type Charge = { n: number; is_surplus: boolean };
export type Loss = {
  voucher: Voucher | undefined;
  from: string;
  n: number;
  m: number;
  paid: boolean;
  back: number;
  m_back: number;
};
export type Dispute = { charge: Charge; n: number; state: "open" | "won" | "lost"; away: number; losses: Loss[] };
export const sum = <T>(list: readonly T[], of: (each: T) => number) =>
  list.reduce((total, each) => total + of(each), 0);
export const isGone = (from: Loss["from"]) => from === "held" || from === "surplus";

/** What payments.md and contract.md say of a booking's money, written down a second time and without a database. */
export class MoneyModel {
  state = "held";
  reason: string | null = null;
  paid_at: Instant | undefined;
  until: Instant | undefined;
  charges: Charge[] = [];
  vouchers: Voucher[] = [];
  refunds: Refund[] = [];
  disputes: Dispute[] = [];
  ledger: Record<string, number> = {};
  readonly wanted: Wanted;
  now: Instant;

  constructor(wanted: Wanted) {
    this.wanted = wanted;
    this.now = wanted.now;
  }

  book(account: string, amount: number) {
    this.ledger[account] = (this.ledger[account] ?? 0) + amount;
  }
  get gross() {
    return this.wanted.price * this.wanted.quantity;
  }
  get split(): Share {
    const c = Math.floor((this.wanted.price * 450) / 10_000);
    const d = Math.floor((this.wanted.price * 350) / 10_000);
    return { m: this.wanted.price - c - d, c, d };
  }
  get own() {
    return this.charges.find((charge) => !charge.is_surplus);
  }
  get is_disputed() {
    return this.disputes.some(({ state, charge }) => state === "open" && charge === this.own);
  }
  partsOf(voucher: Voucher) {
    return this.refunds.flatMap((refund) =>
      refund.parts.filter((part) => part.voucher === voucher).map((part) => ({ refund, part })),
    );
  }
  lost(voucher: Voucher) {
    return sum(
      this.disputes.flatMap(({ losses }) => losses).filter((loss) => loss.voucher === voucher),
      (loss) => loss.n - (isGone(loss.from) ? 0 : loss.back + loss.m_back),
    );
  }
  left(voucher: Voucher) {
    const owed = this.partsOf(voucher).filter(
      ({ refund }) => refund.end === undefined || refund.end === "paid-otherwise",
    );
    return this.wanted.price - sum(owed, ({ part }) => part.n) - this.lost(voucher);
  }

  endDoubts(voucher: Voucher) {
    voucher.complaints.clear();
    if (voucher.asked?.state === "requested") voucher.asked.state = "withdrawn";
  }
  ask(reason: string, charge: Charge, parts: Part[]) {
    this.refunds.push({ reason, charge, state: "requested", parts, posted: false });
  }
  /** What the processor would still refund of a charge. */
  refundable(charge: Charge) {
    const refunded = this.refunds.filter(
      (refund) => refund.charge === charge && ["submitted", "succeeded"].includes(refund.state),
    );
    const lost = this.disputes.filter((dispute) => dispute.charge === charge && dispute.state === "lost");
    if (this.disputes.some((dispute) => dispute.charge === charge && dispute.state === "open")) return 0;
    return charge.n - sum(refunded, ({ parts }) => sum(parts, ({ n }) => n)) - sum(lost, ({ n }) => n);
  }
  /** What of a charge neither a refund nor a dispute gave back, or is about to. */
  owed(charge: Charge) {
    const given = this.refunds.filter(
      (refund) =>
        refund.charge === charge &&
        (["requested", "submitted", "succeeded"].includes(refund.state) || refund.end === "paid-otherwise"),
    );
    return charge.n - sum(given, ({ parts }) => sum(parts, ({ n }) => n)) - this.lostOf(charge);
  }
  lostOf(charge: Charge | undefined) {
    const losses = this.disputes.filter((dispute) => dispute.charge === charge).flatMap((dispute) => dispute.losses);
    return sum(losses, (loss) =>
      loss.from === "dispute_losses" ? 0 : loss.n - (loss.from === "held" ? 0 : loss.back + loss.m_back),
    );
  }
  told(refund: Refund, outcome: "submitted" | "succeeded" | "failed" | "canceled") {
    if (!refund.posted) {
      refund.posted = true;
      this.take(refund, "stripe");
    }
    const order = ["requested", "submitted", "succeeded", "failed"];
    const rank = (state: string) => order.indexOf(state === "canceled" ? "failed" : state);
    if (rank(outcome) > rank(refund.state)) {
      refund.state = outcome;
      if (rank(outcome) === 3) this.putBack(refund);
      if (refund.reason !== "surplus") this.review();
    }
    for (const { voucher } of refund.parts) if (voucher) this.settle(voucher);
  }
  /** What was given back twice comes from nowhere: it is negative surplus. */
  fit(refund: Refund) {
    let room = this.gross - this.refundedBut(refund) - this.lostOf(this.own);
    const given: Part[] = [];
    for (const part of refund.parts) {
      const { voucher, from, n } = part;
      const left = voucher ? this.wanted.price - voucher.back.n - this.lost(voucher) : n;
      const fits = from === "surplus" ? n : Math.max(0, Math.min(n, room, left));
      if (from !== "surplus") room -= fits;
      if (fits > 0) given.push({ voucher, from, n: fits });
      if (fits < n) given.push({ voucher: undefined, from: "surplus", n: n - fits });
    }
    refund.parts = given;
  }
  get refunded() {
    return this.refundedBut(undefined);
  }
  refundedBut(refund: Refund | undefined) {
    const standing = this.refunds.filter(
      (each) => each !== refund && (["submitted", "succeeded"].includes(each.state) || each.end === "paid-otherwise"),
    );
    return sum(
      standing.flatMap(({ parts }) => parts),
      ({ from, n }) => (from === "surplus" ? 0 : n),
    );
  }
  take(refund: Refund, paid_from: string) {
    this.fit(refund);
    for (const part of refund.parts) {
      const { voucher, from, n } = part;
      this.book(paid_from, -n);
      if (from !== "split" || !voucher) {
        this.book(from, n);
        if (voucher) voucher.back.n += n;
        continue;
      }
      const target = (share: number) => Math.floor((share * (voucher.back.n + n)) / this.wanted.price);
      const c = Math.max(0, target(this.split.c) - voucher.back.c);
      const d = Math.max(0, target(this.split.d) - voucher.back.d);
      part.gave = { m: n - c - d, c, d, paid: voucher.settlement?.state === "done" };
      this.give(part, 1);
    }
  }
  give({ voucher, n, gave }: Part, sign: 1 | -1) {
    if (!voucher?.settlement || !gave) return;
    const { m, c, d, paid } = gave;
    voucher.back = { n: voucher.back.n + sign * n, c: voucher.back.c + sign * c, d: voucher.back.d + sign * d };
    voucher.settlement[paid ? "owed" : "returned"] += sign * m;
    for (const [account, amount] of [
      [paid ? "receivable" : "merchant", m],
      ["commission", c],
      ["fund_earned", d],
    ] as const)
      this.book(account, sign * amount);
  }
  putBack({ parts }: Refund) {
    for (const part of parts) {
      this.book("stripe", part.n);
      if (part.gave) {
        this.give(part, -1);
        continue;
      }
      this.book(part.from, -part.n);
      if (part.voucher) part.voucher.back.n -= part.n;
    }
  }

  resolve(refund: Refund, how: "asked-again" | "paid-otherwise") {
    if (!["failed", "canceled"].includes(refund.state)) return "not-failed";
    if (refund.end !== undefined) return refund.end === how ? "ok" : "already-resolved";
    if (this.is_disputed) return "disputed";
    const amount = sum(refund.parts, ({ n }) => n);
    refund.end = amount <= this.owed(refund.charge) ? how : "nothing-owed";
    if (refund.end === "nothing-owed") return "ok";
    if (how === "asked-again")
      this.ask(
        refund.reason,
        refund.charge,
        refund.parts.map(({ voucher, from, n }) => ({ voucher, from, n })),
      );
    else {
      this.take(refund, "operator_bank");
      if (refund.reason !== "surplus") this.review();
    }
    for (const { voucher } of refund.parts) if (voucher) this.settle(voucher);
    return "ok";
  }

  /** The state that vouchers and what arrived back say. */
  review() {
    const standing = this.refunds.filter(({ state, end }) => state === "succeeded" || end === "paid-otherwise");
    const refunded = standing.flatMap(({ parts }) => parts).filter(({ from }) => from !== "surplus");
    const lost = this.disputes.flatMap(({ losses }) => losses).filter(({ from }) => from === "held");
    const arrived = sum(refunded, ({ n }) => n) + sum(lost, ({ n, back }) => n - back);
    if (arrived >= this.gross) this.state = "refunded";
    else if (this.vouchers.some(({ state }) => state === "issued")) this.state = "paid";
    else if (this.vouchers.some(({ state }) => state === "redeemed"))
      this.state = this.state === "settled" ? "settled" : "redeemed";
    else this.state = this.reason === "voucher-expired" ? "expired" : "cancelled";
  }
  /** Where a share stands on its way to the merchant. */
  settle(voucher: Voucher) {
    const { settlement, asked, complaints } = voucher;
    if (!settlement || settlement.state === "done") return;
    const is_refunding = this.partsOf(voucher).some(
      ({ refund }) =>
        ["requested", "submitted"].includes(refund.state) ||
        (["failed", "canceled"].includes(refund.state) && refund.end === undefined),
    );
    const is_held = this.is_disputed || is_refunding || asked?.state === "requested" || complaints.size > 0;
    settlement.state = is_held ? "held" : settlement.due <= this.now ? "due" : "waiting";
  }
}
