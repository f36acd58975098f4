import type { Aftermath, PlannedBooking } from "./demo-bookings";

/** The demo's past begins so many days before today. */
export const HISTORY_DAYS = 90;
/** From then on the last days' own bookings are played. */
const HISTORY_ENDS_DAYS_AGO = 11;

/** What is booked over and over. `step` spreads the days between booking and coming. */
type Habit = Pick<PlannedBooking, "offer"> & { is_slot?: true; is_free?: true; quantity?: number; step: number };

const HABITS: readonly Habit[] = [
  { offer: "elder-lunch", quantity: 4, step: 1 },
  { offer: "gaiwan-tea-two", step: 3 },
  { offer: "tofu-set", quantity: 2, step: 2 },
  { offer: "home-cleaning-2h", is_slot: true, step: 2 },
  { offer: "neighbour-haircut", step: 5 },
  { offer: "wednesday-reading-club", is_slot: true, is_free: true, step: 1 },
  { offer: "dumplings-take-home", quantity: 2, step: 4 },
  { offer: "swim-elder-morning", is_slot: true, quantity: 2, step: 1 },
  { offer: "book-lucky-bag", step: 6 },
  { offer: "elder-dumplings", quantity: 2, step: 1 },
  { offer: "neck-tuina", is_slot: true, step: 3 },
  { offer: "family-swim", quantity: 2, step: 7 },
  { offer: "key-cutting", quantity: 3, step: 2 },
  { offer: "bathing-help", is_slot: true, step: 2 },
  { offer: "elder-haircut", step: 3 },
  { offer: "teeth-cleaning", is_slot: true, step: 4 },
  { offer: "pension-window", is_slot: true, is_free: true, step: 1 },
  { offer: "washing-machine-clean", step: 5 },
  { offer: "piano-trial", is_slot: true, step: 2 },
  { offer: "blood-pressure", is_free: true, step: 1 },
  { offer: "unlock-door", step: 1 },
  { offer: "appliance-checkup", is_slot: true, step: 1 },
  { offer: "home-haircut-monday", step: 4 },
];

const RESIDENTS = [
  "chen-guifang",
  "wu-jianping",
  "yang-ruoxi",
  "huang-dehai",
  "ouyang-qing",
  "luosang-zhuoma",
  "jike-wuga",
  "ma-haoran",
  "xu-lingling",
  "zhao-mingcheng",
  "sun-yulan",
  "zhu-zihan",
  "gao-shuzhen",
  "luo-qiming",
  "song-yaqin",
  "han-lei",
  "feng-xiuying",
  "cao-weidong",
  "situ-jiayi",
] as const;

const PAYMENTS = ["alipay", "card", "wechat_pay", "card", "alipay", "wechat_pay", "card"] as const;

/** What happens after use, so that every kind of it stands in the books; most bookings have none of it. */
const AFTERMATHS: readonly (readonly [every_count: number, Aftermath])[] = [
  [23, "refund-agreed"],
  [29, "refund-agreed-half"],
  [31, "refund-refused"],
  [37, "contest-withdrawn"],
  [41, "undone-and-served-again"],
  [43, "contest-agreed"],
  [127, "disputed-and-lost"],
  [113, "disputed-and-won"],
];

/**
 * Ordinary days, from `history_days` ago until the last days begin: about eight bookings a day. Nothing is
 * drawn: what happens follows from a booking's number, by steps that have no common divisor.
 */
export function historyPlan(history_days: number): PlannedBooking[] {
  const planned: PlannedBooking[] = [];
  for (let days_ago = history_days - 2; days_ago > HISTORY_ENDS_DAYS_AGO; days_ago -= 1) {
    const booked_count = 7 + (days_ago % 3);
    for (let nth = 0; nth < booked_count; nth += 1) planned.push(plannedBooking(planned.length + 1, days_ago, nth));
  }
  return planned;
}

function plannedBooking(number: number, days_ago: number, nth: number): PlannedBooking {
  const habit = pick(HABITS, number * 5);
  const { offer, quantity = 1, step } = habit;
  const base: PlannedBooking = {
    resident: pick(RESIDENTS, number * 7),
    offer,
    quantity,
    booked: [days_ago, timeOf(8 + nth, number * 17)] as const,
    payment: paymentOf(habit, number),
    ...(habit.is_slot && { slot_in_days: step }),
  };
  if (base.payment === "never") return base;
  if (number % 13 === 0 && !habit.is_free) return { ...base, cancelled: [days_ago, timeOf(9 + nth, number * 17)] };
  // nobody comes: it expires, or the price is kept where the terms say so
  if (number % 11 === 0) return { ...base, redeemed_count: 0 };
  const aftermath = habit.is_free ? undefined : AFTERMATHS.find(([every_count]) => number % every_count === 0)?.[1];
  const is_disputed = aftermath === "disputed-and-lost" || aftermath === "disputed-and-won";
  return {
    ...base,
    // only cards have disputes
    ...(is_disputed && { payment: "card" as const }),
    ...(!habit.is_slot && {
      redeemed: [Math.max(days_ago - step, 1), timeOf(11 + (number % 7), number * 11)] as const,
    }),
    ...(number % 9 === 0 && quantity > 1 && { redeemed_count: quantity - 1 }),
    ...(aftermath && { aftermath }),
  };
}

function paymentOf({ is_free }: Habit, number: number): PlannedBooking["payment"] {
  if (is_free) return "nothing";
  if (number % 53 === 0) return "never";
  return number % 19 === 0 ? "declined-first" : pick(PAYMENTS, number);
}

function timeOf(hour: number, minute: number): string {
  return `${String(hour).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function pick<T>(list: readonly T[], number: number): T {
  const picked = list[number % list.length];
  if (picked === undefined) throw new Error("the list is empty");
  return picked;
}
