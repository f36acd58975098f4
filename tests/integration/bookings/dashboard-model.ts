import { type Charge, MoneyModel, type Part, type Refund, type Voucher } from "./money-model";

/** Not on its way, and not decided upon. */
const isOwed = ({ state, end }: Refund) =>
  state === "requested" || (["failed", "canceled"].includes(state) && end === undefined);

/** One line a place. */
function draw({ parts }: Refund, voucher: Voucher | undefined, from: Part["from"], n: number) {
  const same = parts.find((part) => part.voucher === voucher && part.from === from);
  if (same) same.n += n;
  else if (n > 0) parts.push({ voucher, from, n });
}

/** What payments.md says of refunds that somebody makes at the processor without us. */
export class DashboardModel extends MoneyModel {
  /** A person refunds at the processor: what is owed anyway first, then unused vouchers from the last, then used ones. */
  dashboard(charge: Charge, n: number, outcome: "submitted" | "succeeded") {
    const owed = this.refunds.filter((refund) => refund.charge === charge && isOwed(refund));
    const reason = charge.is_surplus ? "surplus" : "dashboard";
    const refund: Refund = { reason, charge, state: "requested", parts: [], posted: false };
    this.refunds.push(refund);
    const open = this.allot(refund, this.takeOver(refund, owed, n));
    if (open > 0) draw(refund, undefined, "surplus", open);
    for (const { voucher, from } of refund.parts)
      if (voucher && from === "split" && this.left(voucher) <= 0) this.endDoubts(voucher);
    this.told(refund, outcome);
  }
  /** Nobody gets twice what was only asked for, or had failed. Gives what of `n` is left. */
  takeOver(by: Refund, owed: Refund[], n: number) {
    let open = n;
    for (const refund of owed) {
      if (open === 0) break;
      const rest: Part[] = [];
      for (const { voucher, from, n: wanted } of refund.parts) {
        const taken = Math.min(open, wanted);
        open -= taken;
        draw(by, voucher, from, taken);
        if (wanted > taken) rest.push({ voucher, from, n: wanted - taken });
      }
      if (rest.length > 0) this.refunds.push({ ...refund, parts: rest, posted: false });
      if (refund.state === "requested") refund.state = "canceled";
      refund.end = "taken-over";
    }
    return open;
  }
  allot(refund: Refund, n: number) {
    if (refund.charge.is_surplus) return n;
    const of = (state: Voucher["state"]) => this.vouchers.filter((voucher) => voucher.state === state);
    const unused = of("issued").reverse();
    const rest: Part[] = [];
    let open = n;
    for (const voucher of [...of("void"), ...unused, ...of("redeemed")]) {
      const left = this.left(voucher);
      const taken = Math.min(open, left);
      if (taken <= 0) continue;
      open -= taken;
      const from = voucher.state === "redeemed" ? "split" : "held";
      draw(refund, voucher, from, taken);
      if (voucher.state === "issued") voucher.state = "void";
      if (from === "held" && left > taken) rest.push({ voucher, from, n: left - taken });
    }
    if (unused.length > 0 && of("issued").length === 0) this.reason = "refunded-at-processor";
    if (rest.length > 0) this.ask("rest", refund.charge, rest);
    return open;
  }
}
