import { addSharePolicy } from "~/alliance/add-share-policy.server";
import type { Community } from "~/alliance/community";
import { createCommunity } from "~/alliance/create-community.server";
import { type MerchantFacts, saveMerchant } from "~/alliance/save-merchant.server";
import { addDays, calendarDay, dayOf, startOfDay } from "~/kernel/calendar-day";
import { type Instant, instant } from "~/kernel/instant";
import { ok, type Result } from "~/kernel/result";
import { findPersonByEmail } from "~/members/members.queries.server";
import type { Role } from "~/members/role";
import { type PersonFacts, savePerson } from "~/members/save-person.server";
import { BOOKING_WINDOW_DAYS } from "~/offers/offer";
import { listSlots } from "~/offers/offers.queries.server";
import { openSlots } from "~/offers/open-slots.server";
import { saveCategory } from "~/offers/save-category.server";
import { type OfferFacts, saveOffer } from "~/offers/save-offer.server";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";

/** A Wednesday, 10:00 in the community: what happens in a test without a time of its own happens now. */
export const NOW: Instant = instant("2026-08-05T02:00:00.000Z");
export const ZONE = "Asia/Shanghai";
/** The first day of the second period of rates. */
export const RATE_CHANGE_ON = calendarDay("2026-07-01");

/** Founds the community with three categories: canteen, culture and health, which is sensitive. */
export async function aCommunity(db: Database, change: Partial<Community> = {}): Promise<void> {
  const community = {
    name_zh: "测试社区",
    name_en: "Test community",
    zone: ZONE,
    currency: "cny",
    desk_phone: "",
    is_demo: 0,
  };
  await commit(db, async (trx) => {
    for (const [sort, id] of ["canteen", "culture", "health"].entries()) {
      const is_sensitive = id === "health" ? 1 : 0;
      await saveCategory(trx, { id, name_zh: id, name_en: id, is_sensitive, sort });
    }
    return createCommunity(trx, { ...community, ...change }, NOW);
  });
}

/** Rates of two periods for general merchants: 5 % and 3 % until `RATE_CHANGE_ON`, then 4.5 % and 3.5 %. */
export async function twoPeriodsOfRates(db: Database): Promise<void> {
  const scope = { tier: "general_merchant", category_id: null, price_type: null, effective_to: null, minutes: "test" };
  const [before, after] = [startOfDay(calendarDay("2025-01-01"), ZONE), startOfDay(RATE_CHANGE_ON, ZONE)];
  await commit(db, async (trx) => {
    const announced = { announced_on: addDays(RATE_CHANGE_ON, -19) };
    await addSharePolicy(trx, {
      ...scope,
      ...announced,
      id: "first",
      commission_bps: 500,
      fund_bps: 300,
      effective_from: before,
    });
    return addSharePolicy(trx, {
      ...scope,
      ...announced,
      id: "second",
      commission_bps: 450,
      fund_bps: 350,
      effective_from: after,
    });
  });
}

/** A general merchant called `teahouse` unless told otherwise; gives its id. */
export async function aMerchant(db: Database, change: Partial<MerchantFacts> = {}): Promise<string> {
  const merchant: MerchantFacts = {
    id: "teahouse",
    name_zh: "禾茗茶馆",
    name_en: "Heming tea room",
    category_id: "canteen",
    tier: "general_merchant",
    tier_from: calendarDay("2025-01-01"),
    summary_zh: "老院落里的茶馆。",
    summary_en: "A teahouse in an old courtyard.",
    address_zh: "青杨一街1号",
    address_en: "1 Qingyang 1st Street",
    lat_microdeg: 30_644_740,
    lng_microdeg: 104_090_300,
    phone: "028-5550-0001",
    opening_hours: "Mo-Su 08:00-22:00",
    licence: "",
    ...change,
  };
  await commit(db, async (trx) => ok(await saveMerchant(trx, merchant, NOW)));
  return merchant.id;
}

const OFFER = {
  merchant_id: "teahouse",
  category_id: "canteen",
  price_type: "alliance",
  title_zh: "双人盖碗茶",
  title_en: "Tea for two",
  summary_zh: "两碗茶。",
  summary_en: "Two bowls of tea.",
  description_zh: "两碗茶配一碟花生。",
  terms_json: JSON.stringify([{ label: "适用人数", text: "2人" }]),
  list_price_minor: 5_800,
  price_minor: 3_680,
  is_no_show_kept: 0,
  max_quantity: 4,
} as const;

/** A voucher of `teahouse` for 36.80, good for 60 days, called `tea`; gives its id. */
export async function aVoucherOffer(db: Database, change: Partial<OfferFacts> = {}): Promise<string> {
  const voucher = { id: "tea", kind: "voucher", valid_days: 60, cancel_hours: null, weekly_hours: "" } as const;
  return anOffer(db, { ...OFFER, ...voucher, ...change });
}

/** The same for nothing: confirmed at once, without money. */
export async function aFreeOffer(db: Database, change: Partial<OfferFacts> = {}): Promise<string> {
  return aVoucherOffer(db, { id: "free-tea", price_type: "free", list_price_minor: 0, price_minor: 0, ...change });
}

/** A class at `teahouse` every day at 14:00 with six seats, called `class`, with its slots open from `NOW` on. */
export async function aSlotOffer(
  db: Database,
  change: Partial<OfferFacts> = {},
): Promise<{ offer_id: string; slot_ids: string[] }> {
  const slot = {
    id: "class",
    kind: "slot",
    valid_days: null,
    cancel_hours: 2,
    weekly_hours: "Mo-Su 14:00-15:00/60x6",
  } as const;
  const offer_id = await anOffer(db, { ...OFFER, ...slot, ...change });
  await commit(db, async (trx) =>
    ok(await openSlots(trx, { first_day: dayOf(NOW, ZONE), day_count: BOOKING_WINDOW_DAYS }, ZONE)),
  );
  const slots = await listSlots(db.read, offer_id, NOW);
  return { offer_id, slot_ids: slots.map(({ id }) => id) };
}

async function anOffer(db: Database, offer: OfferFacts): Promise<string> {
  await commit(db, (trx) => saveOffer(trx, offer, NOW));
  return offer.id;
}

/** A resident; gives their id. Names of different people must differ. */
export function aResident(db: Database, name = "lin"): Promise<string> {
  return aPerson(db, { name, role: "resident" });
}

/** Somebody behind the counter of a merchant; gives their id. */
export function aCashier(db: Database, merchant_id = "teahouse"): Promise<string> {
  return aPerson(db, { name: `cashier-of-${merchant_id}`, role: "cashier", scope_id: merchant_id });
}

/** Anybody, with one role; their e-mail is `name`@example.com and they have no password. Gives their id. */
export async function aPerson(
  db: Database,
  { name, role, ...change }: { name: string; role: Role } & Partial<PersonFacts>,
): Promise<string> {
  const email = `${name}@example.com`;
  await commit(db, (trx) =>
    savePerson(trx, { key: name, name, email, locale: "zh-CN", role, scope_id: "", ...change }, NOW),
  );
  const person = await findPersonByEmail(db.read, email);
  if (!person) throw new Error(`${email} was not registered`);
  return person.id;
}

/** A shop that can sell: community, rates, merchant `teahouse`, voucher `tea`, a cashier and a resident. */
export async function aShop(
  db: Database,
): Promise<{ merchant_id: string; offer_id: string; cashier_id: string; resident_id: string }> {
  await aCommunity(db);
  await twoPeriodsOfRates(db);
  const merchant_id = await aMerchant(db);
  const offer_id = await aVoucherOffer(db);
  return { merchant_id, offer_id, cashier_id: await aCashier(db), resident_id: await aResident(db) };
}

/** Runs `work` in one transaction and fails where it does. */
async function commit<T>(db: Database, work: (trx: Trx) => Promise<Result<T, string>>): Promise<T> {
  const done = await inTransaction(db, work);
  if (!done.ok) throw new Error(`the builder failed: ${done.error}`);
  return done.value;
}
