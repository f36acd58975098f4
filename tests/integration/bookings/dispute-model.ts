import { DashboardModel } from "./dashboard-model";
import { type Charge, type Dispute, isGone, type Loss, sum } from "./money-model";

/** What payments.md and contract.md say of disputes of a booking's payment. */
export class DisputeModel extends DashboardModel {
  openDispute(charge: Charge, n: number, is_lost: boolean) {
    const dispute: Dispute = { charge, n, state: "open", away: n, losses: [] };
    this.disputes.push(dispute);
    this.book("disputed", n);
    this.book("stripe_fees", 15);
    this.book("stripe", -n - 15);
    if (is_lost) this.lose(dispute);
    else this.resume(dispute);
  }
  lose(dispute: Dispute) {
    dispute.state = "lost";
    dispute.losses = dispute.charge.is_surplus ? this.surplusLoss(dispute) : this.voucherLoss(dispute);
    this.book("disputed", -dispute.n);
    for (const { voucher, from, n, m, paid } of dispute.losses) {
      this.book(from === "split" ? "dispute_losses" : from, n - m);
      this.book(paid ? "receivable" : "merchant", m);
      if (voucher?.settlement) voucher.settlement[paid ? "owed" : "returned"] += m;
    }
    this.endClaims(dispute);
    if (!dispute.charge.is_surplus) this.voidUnused();
    this.resume(dispute);
  }
  surplusLoss({ charge, n }: Dispute): Loss[] {
    const gone = sum(this.refunds, (refund) =>
      refund.charge === charge && (["submitted", "succeeded"].includes(refund.state) || refund.end === "paid-otherwise")
        ? sum(refund.parts, (part) => part.n)
        : 0,
    );
    const lost = sum(this.disputes, (each) =>
      each.charge === charge ? sum(each.losses, (loss) => (loss.from === "surplus" ? loss.n - loss.back : 0)) : 0,
    );
    const taken = Math.max(0, Math.min(n, charge.n - gone - lost));
    return lossesOf([
      ["surplus", taken],
      ["dispute_losses", n - taken],
    ]);
  }
  voucherLoss({ n }: Dispute): Loss[] {
    const unused = [...this.vouchers].reverse().filter(({ state }) => state !== "redeemed");
    const losses: Loss[] = [];
    let open = n;
    for (const voucher of [...unused, ...this.vouchers.filter(({ state }) => state === "redeemed")]) {
      const left = this.wanted.price - voucher.back.n - this.lost(voucher);
      const taken = Math.min(open, left);
      if (taken <= 0) continue;
      open -= taken;
      const { settlement } = voucher;
      const share = settlement ? Math.max(0, Math.min(left, this.split.m - settlement.returned - settlement.owed)) : 0;
      const m = Math.floor((share * taken) / left);
      losses.push({
        voucher,
        from: settlement ? "split" : "held",
        n: taken,
        m,
        paid: settlement?.state === "done",
        back: 0,
        m_back: 0,
      });
    }
    return [...losses, ...lossesOf([["dispute_losses", open]])];
  }
  /** What the bank gave back is owed by nobody else any more. */
  endClaims({ charge, losses }: Dispute) {
    const touched = losses.filter(({ from }) => from !== "dispute_losses").map(({ voucher }) => voucher);
    for (const refund of this.refunds) {
      const is_owed =
        refund.state === "requested" || (["failed", "canceled"].includes(refund.state) && refund.end === undefined);
      if (refund.charge !== charge || !is_owed || !refund.parts.some(({ voucher }) => touched.includes(voucher)))
        continue;
      if (refund.state === "requested") refund.state = "canceled";
      refund.end = "disputed";
    }
    for (const { from, voucher } of losses)
      if (voucher && from === "split" && this.left(voucher) <= 0) this.endDoubts(voucher);
  }
  voidUnused() {
    const unused = this.vouchers.filter(({ state }) => state === "issued");
    if (unused.length === 0) return;
    for (const voucher of unused) voucher.state = "void";
    this.state = this.vouchers.some(({ state }) => state === "redeemed") ? "redeemed" : "cancelled";
    this.reason = "charged-back";
  }
  win(dispute: Dispute) {
    this.book("stripe", dispute.n);
    this.book("disputed", -dispute.n);
    if (dispute.state === "lost") this.recover(dispute);
    dispute.state = "won";
    this.resume(dispute);
  }
  recover({ n, losses }: Dispute) {
    this.book("disputed", n);
    for (const loss of losses) {
      loss.back = loss.n - loss.m;
      loss.m_back = loss.m;
      this.book(isGone(loss.from) ? "surplus" : "dispute_losses", -loss.back);
      this.book(loss.paid ? "receivable" : "merchant", -loss.m);
      if (loss.voucher?.settlement) loss.voucher.settlement[loss.paid ? "owed" : "returned"] -= loss.m;
    }
  }
  resume({ charge }: { charge: Charge }) {
    if (charge.is_surplus) return;
    const voids = this.vouchers.filter((voucher) => voucher.state === "void" && this.left(voucher) > 0);
    const has_lost = this.disputes.some(({ state }) => state === "lost");
    if (!this.is_disputed && has_lost && voids.length > 0)
      this.ask(
        "rest",
        charge,
        voids.map((voucher) => ({ voucher, from: "held", n: this.left(voucher) })),
      );
    this.review();
    for (const voucher of this.vouchers) this.settle(voucher);
  }
}

function lossesOf(lines: readonly (readonly [string, number])[]): Loss[] {
  return lines
    .filter(([, n]) => n > 0)
    .map(([from, n]) => ({ voucher: undefined, from, n, m: 0, paid: false, back: 0, m_back: 0 }));
}
