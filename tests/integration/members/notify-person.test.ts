import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
import { KEYS } from "#tests/support/a-stripe";
import { aTradingShop, type TradingShop } from "#tests/support/a-trading-shop";
import { aCashier, aVoucherOffer, NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { changeJob } from "#tests/support/queued-jobs";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { expireVouchers } from "~/bookings/expire-vouchers.server";
import { listNoticesOf } from "~/bookings/notices.queries.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { runEverythingDue } from "~/jobs/run-everything-due.server";
import { runJobs } from "~/jobs/run-jobs.server";
import { addMs, DAY_MS, HOUR_MS, type Instant, instant, MINUTE_MS } from "~/kernel/instant";
import { failure, ok } from "~/kernel/result";
import { chooseLanguage } from "~/members/choose-language.server";
import { markNoticesSeen } from "~/members/mark-notices-seen.server";
import { countUnseenNotices } from "~/members/members.queries.server";
import type { WantedNotice } from "~/members/notice";
import { notifyPerson } from "~/members/notify-person.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { createFileSms, type TextMessage } from "~/platform/sms.server";

// a busy machine may need long for many commits that must reach the disk
vi.setConfig({ testTimeout: 30_000 });

const later = addMs(NOW, MINUTE_MS);

/** A shop whose services send text messages into a folder of the test. */
async function aShopWithPhones() {
  const shop = await aTradingShop();
  const directory = mkdtempSync(join(tmpdir(), "shangju-sms-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const services: Services = { ...shop.services, sms: createFileSms(directory) };
  const sent = () =>
    readdirSync(directory).map((name) => JSON.parse(readFileSync(join(directory, name), "utf8")) as TextMessage);
  return { ...shop, services, directory, sent };
}

function refundDone({ resident_id }: TradingShop, change: Partial<WantedNotice> = {}): WantedNotice {
  const notice = { key: "refund-done:1", person_id: resident_id, kind: "refund-done", booking_id: "b1" } as const;
  return { ...notice, values: { amount_minor: 3_680 }, ...change } as WantedNotice;
}

function tell(shop: TradingShop, wanted: WantedNotice = refundDone(shop), now: Instant = NOW) {
  return inTransaction(shop.db, async (trx) => ok(await notifyPerson(trx, wanted, now)));
}

describe("a notice", () => {
  test("stands among the person's own, unread, from the commit on", async () => {
    const shop = await aTradingShop();
    await tell(shop);
    expect(await listNoticesOf(shop.db.read, shop.resident_id, 10)).toMatchObject([
      { kind: "refund-done", booking_id: "b1", values_json: '{"amount_minor":3680}', created_at: NOW, seen_at: null },
    ]);
    expect(await countUnseenNotices(shop.db.read, shop.resident_id)).toBe(1);
    expect(await listNoticesOf(shop.db.read, "somebody-else", 10)).toEqual([]);
  });

  test("told twice is told once", async () => {
    const shop = await aTradingShop();
    await tell(shop);
    await expectNoWrite(shop.db, () => tell(shop, refundDone(shop), later));
  });

  test("of what came to nothing is not told", async () => {
    const shop = await aTradingShop();
    await expectNoWrite(shop.db, () =>
      inTransaction(shop.db, async (trx) => {
        await notifyPerson(trx, refundDone(shop), NOW);
        return failure("refused");
      }),
    );
  });

  test("is read by its person up to what they saw", async () => {
    const shop = await aTradingShop();
    await tell(shop);
    await tell(shop, refundDone(shop, { key: "2" }), later);
    const markSeen = (person_id: string, until: Instant) =>
      inTransaction(shop.db, async (trx) => ok(await markNoticesSeen(trx, person_id, until, later)));
    await expectNoWrite(shop.db, () => markSeen("somebody-else", later));
    await markSeen(shop.resident_id, NOW);
    expect(await countUnseenNotices(shop.db.read, shop.resident_id)).toBe(1);
    await expectNoWrite(shop.db, () => markSeen(shop.resident_id, NOW));
  });
});

describe("a text message", () => {
  test("goes to the phone left with the booking, with shop and amount, in its owner's language", async () => {
    const shop = await aShopWithPhones();
    const { db, services, stripe, resident_id, offer_id } = shop;
    await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id, contact_phone: "13911112222" }, NOW);
    await tell(shop);
    await runJobs(services, later);
    expect(shop.sent()).toMatchObject([
      { phone: "13911112222", text: "【商居】禾茗茶馆：您的订单退款¥36.80已退回原来的付款方式。" },
    ]);
    await inTransaction(db, async (trx) => ok(await chooseLanguage(trx, resident_id, "en")));
    await tell(shop, refundDone(shop, { key: "2" }), later);
    await runJobs(services, later);
    expect(shop.sent().map(({ text }) => text)).toContain(
      "[Shangju] Heming tea room: The refund of ¥36.80 for your booking went back the way you paid.",
    );
  });

  test("names no shop where the service is one of health", async () => {
    const shop = await aShopWithPhones();
    const { services, stripe, resident_id } = shop;
    const offer_id = await aVoucherOffer(shop.db, { id: "check-up", category_id: "health" });
    await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    await tell(shop);
    await runJobs(services, later);
    expect(shop.sent().map(({ text }) => text)).toEqual(["【商居】您的订单退款¥36.80已退回原来的付款方式。"]);
  });

  test("sent again by another process is the same message", async () => {
    const shop = await aShopWithPhones();
    const { db, services, stripe, resident_id, offer_id } = shop;
    await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    await tell(shop);
    await runJobs(services, later);
    const { key } = await db.read
      .selectFrom("job")
      .select("key")
      .where("kind", "=", "send-notice")
      .executeTakeFirstOrThrow();
    // killed after sending and before the job was marked as done
    await changeJob(db, key, { state: "running", lease_holder: "killed", lease_until: later, finished_at: null });
    await runJobs(services, addMs(later, HOUR_MS));
    expect(shop.sent()).toHaveLength(1);
  });

  test("that cannot be sent is tried again, and the notice stands", async () => {
    const shop = await aShopWithPhones();
    const { services, stripe, resident_id, offer_id } = shop;
    await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    await tell(shop);
    const occupied = join(shop.directory, "a-file");
    writeFileSync(occupied, "");
    expect(await runJobs({ ...services, sms: createFileSms(occupied) }, later)).toEqual({
      jobs_done: 0,
      jobs_failed: 1,
    });
    rmSync(occupied);
    expect(await runJobs(services, addMs(later, HOUR_MS))).toEqual({ jobs_done: 1, jobs_failed: 0 });
    expect(shop.sent()).toHaveLength(1);
  });

  test("is none where nobody can send one, or nobody has a phone", async () => {
    const shop = await aShopWithPhones();
    await tell(shop);
    expect(await runJobs(shop.services, later)).toEqual({ jobs_done: 1, jobs_failed: 0 });
    await tell(shop, refundDone(shop, { key: "2" }));
    expect(await runJobs({ ...shop.services, sms: createFileSms(undefined) }, later)).toEqual({
      jobs_done: 1,
      jobs_failed: 0,
    });
    expect(shop.sent()).toEqual([]);
  });
});

describe("the end of a voucher", () => {
  test("is announced once, in the morning three days before, and not again", async () => {
    const shop = await aShopWithPhones();
    const { db, services, stripe, resident_id, offer_id } = shop;
    const booking = await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    const until = instant(booking.valid_until ?? "");
    const morning = addMs(until, -3 * DAY_MS + 9 * HOUR_MS);
    await stripe.setClock(morning);
    await runEverythingDue(services, addMs(morning, -DAY_MS));
    await runEverythingDue(services, addMs(morning, -1));
    expect(await countUnseenNotices(db.read, resident_id)).toBe(0);
    await runEverythingDue(services, morning);
    expect(await listNoticesOf(db.read, resident_id, 10)).toMatchObject([
      { kind: "voucher-expires-soon", booking_id: "b1", created_at: morning },
    ]);
    expect(shop.sent().map(({ text }) => text)).toEqual([
      "【商居】禾茗茶馆：您的券可用到10月4日周日。到期没用，¥36.80自动退给您。",
    ]);
    await runEverythingDue(services, addMs(morning, DAY_MS));
    expect(await countUnseenNotices(db.read, resident_id)).toBe(1);
  });
});

describe("what happens to a booking", () => {
  const kinds = async ({ db, resident_id }: TradingShop) =>
    (await listNoticesOf(db.read, resident_id, 10)).map(({ kind }) => kind).sort();

  test("is told when it is given back, and again when the money is back", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id, offer_id } = shop;
    await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    await inTransaction(db, (trx) => cancelBooking(trx, { booking_id: "b1", resident_id }, later));
    expect(await kinds(shop)).toEqual(["refund-requested"]);
    await runEverythingDue(services, later);
    await shop.controls.settle();
    await runEverythingDue(services, addMs(later, MINUTE_MS));
    expect(await kinds(shop)).toEqual(["refund-done", "refund-requested"]);
    expect(await countUnseenNotices(db.read, resident_id)).toBe(2);
  });

  test("is told when nobody came", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id, offer_id } = shop;
    const booking = await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    await inTransaction(db, (trx) => expireVouchers(trx, "b1", instant(booking.valid_until ?? "")));
    expect(await listNoticesOf(db.read, resident_id, 10)).toMatchObject([
      { kind: "booking-expired", booking_id: "b1", values_json: '{"amount_minor":3680}' },
    ]);
  });

  test("is told at once when a voucher is used up, with the hour until which it can be contested", async () => {
    const shop = await aTradingShop();
    const { db, services, stripe, resident_id, offer_id } = shop;
    await aPaidBooking(services, stripe, { id: "b1", resident_id, offer_id }, NOW);
    const [voucher] = await listVouchers(db.read, "b1");
    const cashier_id = await aCashier(db);
    const redemption = { voucher_id: voucher?.id ?? "", ordinal: 1, merchant_id: "teahouse", cashier_id };
    const redeem = () => inTransaction(db, (trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, later));
    expect((await redeem()).ok).toBe(true);
    await expectNoWrite(db, redeem);
    const values = { amount_minor: 3_680, until: addMs(later, DAY_MS) };
    expect(await listNoticesOf(db.read, resident_id, 10)).toMatchObject([
      { kind: "voucher-redeemed", booking_id: "b1", values_json: JSON.stringify(values) },
    ]);
  });
});
