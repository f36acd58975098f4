import { answerRefundRequest } from "~/bookings/answer-refund-request.server";
import { askForRefund } from "~/bookings/ask-for-refund.server";
import { findBooking, findVoucher } from "~/bookings/bookings.queries.server";
import { complainAboutRefund } from "~/bookings/complain-about-refund.server";
import { contestRedemption } from "~/bookings/contest-redemption.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { findOpenRefundRequest, listRefundRequests } from "~/bookings/refunds.queries.server";
import { undoRedemption } from "~/bookings/undo-redemption.server";
import { withdrawContest } from "~/bookings/withdraw-contest.server";
import { assert } from "~/kernel/assert";
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from "~/kernel/instant";
import type { Result } from "~/kernel/result";
import { inTransaction, type Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import type { Services } from "~/platform/singletons.server";
import type { Aftermath } from "./demo-bookings";
import type { Processor } from "./processor";

/** A voucher that was used, and who took part. */
export type UsedVoucher = {
  booking_id: string;
  voucher_id: string;
  resident_id: string;
  merchant_id: string;
  cashier_id: string;
};

/** Who acts: the product's commands, and the other side. */
type Players = { services: Services; processor: Processor };

type LaterAct = { after_ms: number; run: (at: Instant) => Promise<void> };

/** What follows after a voucher was used, through the commands that people use. */
export function aftermathActs({ services, processor }: Players, used: UsedVoucher, aftermath: Aftermath): LaterAct[] {
  const done = (work: (trx: Trx) => Promise<Result<unknown, string>>) => commit(services, work);
  const ask: LaterAct = {
    after_ms: 3 * HOUR_MS,
    run: (at) => done((trx) => askForAll(trx, used, at)),
  };
  const contest: LaterAct = {
    after_ms: 2 * HOUR_MS,
    run: (at) => done((trx) => contestRedemption(trx, { ...used, text: "那天店里没人，我没有得到服务。" }, at)),
  };
  const answer = (agreed: "all" | "half" | "nothing", text: string): LaterAct => ({
    after_ms: 20 * HOUR_MS,
    run: (at) => done((trx) => answerAsked(trx, used, { agreed, text }, at)),
  });
  switch (aftermath) {
    case "refund-agreed":
      return [ask, answer("all", "确实是我们的疏忽，全额退给您。")];
    case "refund-agreed-half":
      return [ask, answer("half", "少上了一半，退一半给您。")];
    case "refund-refused":
      return [
        ask,
        answer("nothing", "当天已按约定服务完毕，有签字。"),
        { after_ms: 2 * DAY_MS, run: (at) => done((trx) => complain(trx, used, at)) },
      ];
    case "contest-withdrawn":
      return [contest, { after_ms: 5 * HOUR_MS, run: (at) => done((trx) => withdrawContest(trx, used, at)) }];
    case "contest-agreed":
      return [contest, answer("all", "查了记录，是前台点错了，退给您。")];
    case "undone-and-served-again":
      return [
        { after_ms: 20 * MINUTE_MS, run: (at) => done((trx) => undo(trx, used, at)) },
        { after_ms: 2 * HOUR_MS, run: (at) => done((trx) => serveAgain(trx, services, used, at)) },
      ];
    case "disputed-and-lost":
      return disputeActs({ services, processor }, used, "lost");
    case "disputed-and-won":
      return disputeActs({ services, processor }, used, "won");
  }
}

/** Days after use the card's bank takes the money, and decides a week and a half later. */
function disputeActs({ services, processor }: Players, used: UsedVoucher, outcome: "won" | "lost"): LaterAct[] {
  let dispute_id: string | undefined;
  return [
    {
      after_ms: 4 * DAY_MS,
      run: async () => {
        const booking = await findBooking(services.db.read, used.booking_id);
        assert(booking?.charge_id, "a used voucher that costs something was paid");
        dispute_id = await processor.dispute(booking.charge_id);
      },
    },
    {
      after_ms: 14 * DAY_MS,
      run: async () => {
        assert(dispute_id, "a dispute is decided after it was opened");
        await processor.closeDispute(dispute_id, outcome);
      },
    },
  ];
}

async function commit({ db }: Services, work: (trx: Trx) => Promise<Result<unknown, string>>): Promise<void> {
  const outcome = await inTransaction(db, work);
  assert(outcome.ok, `what follows a redemption succeeds: ${outcome.ok || outcome.error}`);
}

async function askForAll(trx: Trx, { booking_id, voucher_id, resident_id }: UsedVoucher, now: Instant) {
  const voucher = await findVoucher(trx, voucher_id);
  assert(voucher, "a used voucher is there");
  const reason = "服务和说明不一样，希望退款。";
  const wish = { id: newId(), booking_id, voucher_id, resident_id, reason, wanted_minor: voucher.gross_minor };
  return askForRefund(trx, wish, now);
}

async function answerAsked(
  trx: Trx,
  { voucher_id, merchant_id, cashier_id: answered_by }: UsedVoucher,
  { agreed, text: answer }: { agreed: "all" | "half" | "nothing"; text: string },
  now: Instant,
) {
  const request = await findOpenRefundRequest(trx, voucher_id);
  assert(request, "somebody asked for a refund");
  const shares = { all: request.wanted_minor, half: Math.ceil(request.wanted_minor / 2), nothing: undefined };
  const { id: request_id } = request;
  return answerRefundRequest(trx, { request_id, merchant_id, answered_by, answer, agreed_minor: shares[agreed] }, now);
}

async function complain(trx: Trx, { booking_id, resident_id }: UsedVoucher, now: Instant) {
  const [request] = await listRefundRequests(trx, booking_id);
  assert(request, "somebody asked for a refund");
  return complainAboutRefund(
    trx,
    { request_id: request.id, resident_id, text: "店家说的不是事实，请运营方看看。" },
    now,
  );
}

async function undo(trx: Trx, used: UsedVoucher, now: Instant) {
  const voucher = await findVoucher(trx, used.voucher_id);
  const { voucher_id, merchant_id, cashier_id } = used;
  const ordinal = voucher?.redemption_count ?? 0;
  return undoRedemption(trx, { voucher_id, ordinal, merchant_id, cashier_id, reason: "扫错了券" }, now);
}

async function serveAgain(trx: Trx, { keys }: Services, used: UsedVoucher, now: Instant) {
  const voucher = await findVoucher(trx, used.voucher_id);
  const { voucher_id, merchant_id, cashier_id } = used;
  const ordinal = (voucher?.redemption_count ?? 0) + 1;
  return redeemVoucher(trx, { voucher_id, ordinal, merchant_id, cashier_id }, keys.voucher_key, now);
}
