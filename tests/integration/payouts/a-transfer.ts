import { aPaidBooking } from "#tests/support/a-paid-booking";
import { aTradingShop, type TradingShop } from "#tests/support/a-trading-shop";
import { NOW } from "#tests/support/builders";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { settleBookings } from "~/bookings/settle-bookings.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { addMs, DAY_MS, HOUR_MS, type Instant } from "~/kernel/instant";
import { merchantAccount, receivableAccount } from "~/ledger/account";
import { getAccountBalance } from "~/ledger/ledger.queries.server";
import { openPayoutAccount } from "~/payouts/open-payout-account.server";
import { findPayoutAccount } from "~/payouts/payouts.queries.server";
import { sendShare } from "~/payouts/send-share.server";
import { done } from "./a-payday";

/** What a shop has of 36.80. */
export const SHARE = 3_387;
export const DUE = addMs(NOW, DAY_MS + HOUR_MS);

/** `teahouse` wants to be paid by transfer, and its account is checked unless told otherwise. */
export async function aShopPaidByTransfer({ is_ready = true } = {}) {
  const shop = await aTradingShop();
  const recipient = { merchant_id: "teahouse", country: "sg", contact_email: "a@example.com", updated_by: "owner" };
  await done(shop.db, (trx) => openPayoutAccount(trx, recipient, NOW));
  await runEverythingDue(shop.services, NOW);
  const account = await findPayoutAccount(shop.db.read, "teahouse");
  if (is_ready) await control(shop, `accounts/${account?.stripe_account_id}/activate`);
  return { ...shop, destination: account?.stripe_account_id ?? "" };
}

export async function control({ services }: TradingShop, path: string): Promise<void> {
  const { secret_key, api_base } = services.settings.stripe;
  const headers = { authorization: `Bearer ${secret_key}`, "content-type": "application/json" };
  const answer = await fetch(new URL(`/_simulator/${path}`, api_base), { method: "POST", headers, body: "{}" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
}

/** Sells one voucher for 36.80 and redeems it. */
export async function serve(shop: TradingShop, id: string, at: Instant = NOW): Promise<string> {
  const { db, services, stripe, resident_id, offer_id, merchant_id, cashier_id } = shop;
  await aPaidBooking(services, stripe, { id, resident_id, offer_id }, at);
  const [voucher] = await listVouchers(db.read, id);
  const redemption = { voucher_id: voucher?.id ?? "", ordinal: 1, merchant_id, cashier_id };
  await done(db, (trx) => redeemVoucher(trx, redemption, services.keys.voucher_key, addMs(at, 2_000)));
  return voucher?.id ?? "";
}

export async function jobs(shop: TradingShop, at: Instant): Promise<void> {
  await shop.stripe.setClock(at);
  await runEverythingDue(shop.services, at);
  await runEverythingDue(shop.services, addMs(at, 1_000));
}

export async function openOf(shop: TradingShop) {
  const on = (account: string) => getAccountBalance(shop.db.read, account);
  return [await on(merchantAccount("teahouse")), await on(receivableAccount("teahouse"))];
}

export async function chargeOf(shop: TradingShop, booking_id: string): Promise<string> {
  const booking = shop.db.read.selectFrom("booking").select("charge_id").where("id", "=", booking_id);
  return (await booking.executeTakeFirstOrThrow()).charge_id ?? "";
}

/** The share of `b1` is queued to be sent and was not sent yet. */
export async function aQueuedTransfer() {
  const shop = await aShopPaidByTransfer();
  const voucher_id = await serve(shop, "b1");
  await shop.stripe.setClock(DUE);
  await done(shop.db, (trx) => settleBookings(trx, DUE));
  await done(shop.db, (trx) => sendShare(trx, voucher_id, DUE));
  return { ...shop, voucher_id };
}

export const sentOf = async (shop: TradingShop) => (await shop.stripe.stripe.transfers.list()).data;
