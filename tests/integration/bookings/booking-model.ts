import { addDays, dayOf, startOfDay } from "~/kernel/calendar-day";
import { addMs, DAY_MS, HOUR_MS } from "~/kernel/instant";
import { DisputeModel } from "./dispute-model";
import { sum, type Voucher } from "./money-model";

/** What domain.md says of one booking, written down a second time and without a database. */
export class BookingModel extends DisputeModel {
  pay(n: number, fee: number) {
    const is_wanted =
      ["held", "paying"].includes(this.state) || (["expired", "cancelled"].includes(this.state) && !this.own);
    const charge = { n, is_surplus: !(is_wanted && n === this.gross) };
    this.charges.push(charge);
    this.book("stripe", n - fee);
    this.book("stripe_fees", fee);
    this.book(charge.is_surplus ? "surplus" : "held", -n);
    if (charge.is_surplus) {
      this.ask("surplus", charge, [{ voucher: undefined, from: "surplus", n }]);
      return "surplus";
    }
    this.state = "paid";
    this.reason = null;
    this.paid_at = this.now;
    this.until = startOfDay(addDays(dayOf(this.now, this.wanted.zone), 61), this.wanted.zone);
    const voucher = () => ({
      state: "issued" as const,
      at: this.now,
      uses: 0,
      back: { n: 0, c: 0, d: 0 },
      settlement: undefined,
      asked: undefined,
      contested: undefined,
      complaints: new Map(),
    });
    this.vouchers = Array.from({ length: this.wanted.quantity }, voucher);
    return "paid";
  }
  pending() {
    if (this.state === "held") this.state = "paying";
  }
  release(is_over: boolean) {
    if (!["held", "paying"].includes(this.state)) return;
    [this.state, this.reason] = is_over ? ["expired", "time-over"] : ["cancelled", "left-checkout"];
  }
  redeem(voucher: Voucher) {
    if (voucher.state === "redeemed") return "already-redeemed";
    if (voucher.state === "void") return this.reason === "voucher-expired" ? "expired" : "refunded";
    if (!this.until || this.now >= this.until) return "expired";
    if (this.is_disputed) return "disputed";
    Object.assign(voucher, { state: "redeemed", at: this.now, uses: voucher.uses + 1 });
    voucher.settlement = { state: "waiting", due: addMs(this.now, DAY_MS), returned: 0, owed: 0 };
    this.bookSplit(1);
    if (this.vouchers.every(({ state }) => state !== "issued")) this.state = "redeemed";
    return "ok";
  }
  bookSplit(sign: 1 | -1) {
    const { m, c, d } = this.split;
    for (const [account, n] of [
      ["held", m + c + d],
      ["merchant", -m],
      ["commission", -c],
      ["fund_earned", -d],
    ] as const)
      this.book(account, sign * n);
  }
  undo(voucher: Voucher) {
    if (voucher.uses === 0) return "redemption-unknown";
    if (voucher.state !== "redeemed") return "ok";
    if (this.now > addMs(voucher.at, HOUR_MS)) return "undo-over";
    if (this.left(voucher) < this.wanted.price) return "refund-given";
    if (voucher.settlement?.state === "done") return "already-paid-out";
    Object.assign(voucher, { state: "issued", settlement: undefined });
    this.bookSplit(-1);
    this.endDoubts(voucher);
    this.review();
    return "ok";
  }
  askFor(voucher: Voucher, wanted: number) {
    if (voucher.state !== "redeemed") return "not-redeemed";
    if (this.is_disputed) return "disputed";
    if (this.left(voucher) === 0) return "nothing-left";
    if (wanted > this.left(voucher)) return "too-much";
    if (this.paid_at && this.now > addMs(this.paid_at, 85 * DAY_MS)) return "too-late";
    if (voucher.asked?.state === "requested") return "already-asked";
    voucher.asked = { wanted, at: this.now, state: "requested" };
    this.settle(voucher);
    return "ok";
  }
  contest(voucher: Voucher) {
    if (voucher.complaints.has("contest")) return "ok";
    if (voucher.state !== "redeemed") return "not-redeemed";
    if (this.now > addMs(voucher.at, DAY_MS)) return "contest-over";
    if (this.is_disputed) return "disputed";
    const is_asked_before = voucher.asked?.state === "requested";
    const is_asking = !is_asked_before && this.left(voucher) > 0;
    if (is_asking) this.askFor(voucher, this.left(voucher));
    voucher.contested = { asked: is_asking ? voucher.asked : undefined };
    voucher.complaints.set("contest", undefined);
    this.settle(voucher);
    return "ok";
  }
  withdraw(voucher: Voucher) {
    if (!voucher.complaints.delete("contest")) return "ok";
    const asked = voucher.contested?.asked;
    for (const [kind, about] of voucher.complaints) if (asked && about === asked) voucher.complaints.delete(kind);
    if (asked?.state === "requested") asked.state = "withdrawn";
    this.settle(voucher);
    return "ok";
  }
  answer(voucher: Voucher, agreed: number | undefined) {
    if (this.is_disputed) return "disputed";
    const { asked } = voucher;
    const left = this.left(voucher);
    if (!asked || (agreed !== undefined && (agreed > asked.wanted || agreed > left))) return "too-much";
    asked.state = agreed === undefined ? "refused" : "agreed";
    if (agreed !== undefined && this.own) this.ask("agreed", this.own, [{ voucher, from: "split", n: agreed }]);
    voucher.complaints.delete("refund-unanswered");
    if (agreed === left) voucher.complaints.clear();
    this.settle(voucher);
    return "ok";
  }
  complain(voucher: Voucher) {
    const { asked } = voucher;
    const is_ignored = asked?.state === "requested" && this.now >= addMs(asked.at, 3 * DAY_MS);
    if (asked?.state !== "refused" && !is_ignored) return "not-refused";
    const kind = is_ignored ? "refund-unanswered" : "refund-refused";
    if (!voucher.complaints.has(kind)) voucher.complaints.set(kind, asked);
    this.settle(voucher);
    return "ok";
  }
  giveBack(ending: "cancelled" | "expired") {
    const unused = this.vouchers.filter(({ state }) => state === "issued");
    for (const voucher of unused) voucher.state = "void";
    this.state = this.vouchers.some(({ state }) => state === "redeemed") ? "redeemed" : ending;
    this.reason = ending === "cancelled" ? "resident-cancelled" : "voucher-expired";
    const parts = unused.map((voucher) => ({ voucher, from: "held" as const, n: this.wanted.price }));
    if (this.own) this.ask(ending === "cancelled" ? "resident_cancelled" : "expired", this.own, parts);
  }
  cancel() {
    if (this.state !== "paid") return this.reason === "resident-cancelled" ? "ok" : "not-cancellable";
    if (this.is_disputed) return "disputed";
    if (this.until && this.now >= this.until) return "deadline-over";
    this.giveBack("cancelled");
    return "ok";
  }
  expire() {
    if (this.state === "paid" && this.until && this.now >= this.until && !this.is_disputed) this.giveBack("expired");
  }
  /** The sweep: what nobody contested for a day is payable, and its booking settled. */
  sweep() {
    for (const { settlement } of this.vouchers) {
      if (settlement?.state === "waiting" && settlement.due <= this.now) settlement.state = "due";
    }
    const is_waiting = this.vouchers.some((voucher) => {
      const is_fresh = voucher.state === "redeemed" && this.now < addMs(voucher.at, DAY_MS);
      return is_fresh || voucher.settlement?.state === "held" || voucher.complaints.size > 0;
    });
    if (this.state === "redeemed" && !is_waiting) this.state = "settled";
  }
  payOut() {
    for (const { settlement } of this.vouchers) if (settlement?.state === "due") settlement.state = "done";
  }

  standing() {
    return {
      state: this.state,
      refunded: this.refunded,
      vouchers: this.vouchers.map(({ state, back, settlement }) => ({
        state,
        back: [back.n, back.c, back.d],
        share: settlement && [settlement.state, settlement.returned, settlement.owed],
      })),
      refunds: this.refunds.map(({ reason, state, parts }) => [reason, state, sum(parts, ({ n }) => n)]),
      ledger: Object.fromEntries(Object.entries(this.ledger).filter(([, amount]) => amount !== 0)),
    };
  }
}
