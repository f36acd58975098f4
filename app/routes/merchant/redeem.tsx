import { data, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import type { VoucherKey } from "~/bookings/find-redeemable.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { isTypedCode, normaliseTypedCode } from "~/bookings/voucher-code";
import { Page } from "~/components/page";
import { inTransaction } from "~/platform/database.server";
import { guardedAction, guardedLoader, type MemberVisit } from "../guard.server";
import { countTry, findLimited, giveBackTry, type Tries } from "../rate-limits.server";
import {
  answerStatus,
  type CounterAnswer,
  lookUpVoucher,
  redeemedVoucher,
  refusedRedemption,
} from "./counter-answer.server";
import { RedeemStep } from "./redeem-step-view";
import { listUndoable } from "./undo-step.server";

/** The longest text that is looked up or shown again; a code with every separator is far shorter. */
const ASKED_LENGTH = 64;

/** First step: by the token of a scanned QR (`?t=`) or a typed code (`?code=`). It changes nothing, so it is a GET. */
export const loader = guardedLoader("merchant/redeem", async (visit) => {
  const key = askedKey(visit.url);
  const answer: CounterAnswer = key ? await lookUp(visit, key) : { step: "enter", typed: "", complaint: null };
  const recent = answer.step === "enter" ? await listUndoable(visit) : [];
  return data({ title: visit.t("counter.redeem_title"), answer, recent }, { status: answerStatus(answer) });
});

/**
 * Wrong typed codes are counted, and too many lock typing; the token of a scanned QR cannot be guessed and goes on. Each
 * is counted before it is looked up, so that guesses sent at once cannot share one try, and a right one is given back.
 */
async function lookUp(visit: MemberVisit, key: VoucherKey): Promise<CounterAnswer> {
  if (!("typed" in key)) return lookUpVoucher(visit, key);
  const tries: Tries = [
    ["typed_misses_per_cashier", visit.person.id],
    ["typed_misses_per_shop", visit.merchant_id],
  ];
  // what cannot be a code, being too short, is no guess
  const is_guess = isTypedCode(normaliseTypedCode(key.typed));
  const locked = await (is_guess ? countTry(visit, tries) : findLimited(visit, tries));
  if (locked) return lockedTyping(key.typed, locked.text);
  const answer = await lookUpVoucher(visit, key);
  if (is_guess && answer.step !== "enter") await giveBackTry(visit, tries);
  return answer;
}

function lockedTyping(typed: string, lock: string): CounterAnswer {
  return { step: "enter", typed, complaint: "typing-locked", lock };
}

/** Second step: uses the voucher up. Sending it twice is one redemption. */
export const action = guardedAction("merchant/redeem", async (visit) => {
  const { services, merchant_id, person, now } = visit;
  const form = visit.readForm();
  if (!form.ok) return answered({ step: "enter", typed: "", complaint: "form-broken" });
  const redemption = { ...form.value, merchant_id, cashier_id: person.id };
  const redeemed = await inTransaction(services.db, (trx) =>
    redeemVoucher(trx, redemption, services.keys.voucher_key, now),
  );
  if (redeemed.ok) return answered(await redeemedVoucher(visit, redeemed.value));
  return answered(await refusedRedemption(visit, redemption.voucher_id));
});

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [{ title: page?.title ?? "" }];

export default function Redeem() {
  const page = useLoaderData<typeof loader>();
  const sent = useActionData<typeof action>();
  return (
    <Page width="form">
      <RedeemStep answer={sent?.answer ?? page.answer} recent={page.recent} />
    </Page>
  );
}

function answered(answer: CounterAnswer) {
  return data({ answer }, { status: answerStatus(answer) });
}

function askedKey(url: URL): VoucherKey | undefined {
  const token = url.searchParams.get("t")?.slice(0, ASKED_LENGTH);
  const typed = url.searchParams.get("code")?.slice(0, ASKED_LENGTH);
  if (token) return { token };
  return typed === undefined ? undefined : { typed };
}
