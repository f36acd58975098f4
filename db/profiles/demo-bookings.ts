/** When something happens: days before today, and the time of day in the community's zone. */
export type Moment = readonly [days_ago: number, time: string];

/** How a resident pays: at once, after a refused card, with a wallet that tells its outcome later, never, or nothing. */
type Payment = "card" | "declined-first" | "alipay" | "wechat_pay" | "never" | "nothing";

/** What may follow after a voucher was used. */
export type Aftermath =
  | "refund-agreed"
  | "refund-agreed-half"
  | "refund-refused"
  | "contest-withdrawn"
  | "contest-agreed"
  | "undone-and-served-again"
  | "disputed-and-lost"
  | "disputed-and-won";

/** One resident's booking. People and offers are named by their keys in db/seed. */
export type PlannedBooking = {
  resident: string;
  offer: string;
  booked: Moment;
  quantity?: number;
  payment: Payment;
  /** Slots only: at least so many days after the booking. The resident comes when it begins, if that is before today. */
  slot_in_days?: number;
  /** Vouchers only: when they come to the counter, and how many of the vouchers they use. */
  redeemed?: Moment;
  redeemed_count?: number;
  cancelled?: Moment;
  /** Paid ones only: what follows after the first voucher was used. */
  aftermath?: Aftermath;
};

const LIN: readonly PlannedBooking[] = [
  { resident: "lin-xiaoyu", offer: "gaiwan-tea-two", booked: [10, "09:12"], payment: "alipay", redeemed: [9, "15:20"] },
  { resident: "lin-xiaoyu", offer: "home-cleaning-2h", booked: [6, "20:41"], payment: "card", slot_in_days: 2 },
  {
    resident: "lin-xiaoyu",
    offer: "piano-trial",
    booked: [5, "12:08"],
    payment: "card",
    slot_in_days: 4,
    cancelled: [4, "09:30"],
  },
  {
    resident: "lin-xiaoyu",
    offer: "dumplings-take-home",
    booked: [4, "18:22"],
    quantity: 2,
    payment: "wechat_pay",
    redeemed: [3, "17:45"],
    redeemed_count: 1,
  },
  { resident: "lin-xiaoyu", offer: "neck-tuina", booked: [2, "13:16"], payment: "alipay", slot_in_days: 5 },
  {
    resident: "lin-xiaoyu",
    offer: "wednesday-reading-club",
    booked: [2, "19:03"],
    payment: "nothing",
    slot_in_days: 2,
  },
  { resident: "lin-xiaoyu", offer: "book-lucky-bag", booked: [1, "11:26"], payment: "card" },
  { resident: "lin-xiaoyu", offer: "gaiwan-tea-two", booked: [1, "12:50"], payment: "card", redeemed: [1, "18:40"] },
];

const FOOD: readonly PlannedBooking[] = [
  {
    resident: "chen-guifang",
    offer: "elder-lunch",
    booked: [10, "10:05"],
    quantity: 4,
    payment: "card",
    redeemed: [9, "11:48"],
  },
  {
    resident: "gao-shuzhen",
    offer: "elder-dumplings",
    booked: [9, "09:40"],
    payment: "wechat_pay",
    redeemed: [9, "12:10"],
  },
  {
    resident: "sun-yulan",
    offer: "elder-lunch",
    booked: [8, "10:22"],
    quantity: 2,
    payment: "alipay",
    redeemed: [7, "11:52"],
  },
  {
    resident: "wu-jianping",
    offer: "tofu-set",
    booked: [8, "08:55"],
    quantity: 2,
    payment: "card",
    redeemed: [8, "09:35"],
  },
  { resident: "ma-haoran", offer: "gaiwan-tea-two", booked: [7, "13:02"], payment: "card", redeemed: [7, "14:30"] },
  {
    resident: "xu-lingling",
    offer: "dumplings-take-home",
    booked: [6, "16:48"],
    quantity: 2,
    payment: "alipay",
    redeemed: [6, "18:05"],
  },
  { resident: "zhu-zihan", offer: "welcome-meal", booked: [5, "10:11"], payment: "nothing", redeemed: [5, "12:02"] },
  {
    resident: "feng-xiuying",
    offer: "morning-tea-elders",
    booked: [5, "08:01"],
    payment: "nothing",
    redeemed: [5, "08:40"],
  },
  {
    resident: "emma-whitfield",
    offer: "gaiwan-tea-two",
    booked: [3, "14:18"],
    quantity: 2,
    payment: "declined-first",
    redeemed: [2, "16:00"],
  },
  { resident: "jike-wuga", offer: "tofu-set", booked: [2, "08:47"], payment: "wechat_pay", redeemed: [2, "10:20"] },
  {
    resident: "cao-weidong",
    offer: "elder-lunch",
    booked: [1, "10:30"],
    quantity: 3,
    payment: "card",
    redeemed: [1, "11:55"],
  },
];

const HOME: readonly PlannedBooking[] = [
  { resident: "huang-dehai", offer: "elder-haircut", booked: [10, "14:33"], payment: "card", redeemed: [9, "10:15"] },
  { resident: "yang-ruoxi", offer: "home-cleaning-2h", booked: [9, "20:16"], payment: "wechat_pay", slot_in_days: 1 },
  {
    resident: "zhao-mingcheng",
    offer: "key-cutting",
    booked: [8, "17:09"],
    quantity: 3,
    payment: "alipay",
    redeemed: [7, "18:20"],
  },
  { resident: "han-lei", offer: "neighbour-haircut", booked: [6, "11:14"], payment: "card", redeemed: [5, "16:40"] },
  {
    resident: "song-yaqin",
    offer: "washing-machine-clean",
    booked: [7, "19:27"],
    payment: "alipay",
    cancelled: [5, "08:50"],
  },
  { resident: "luo-qiming", offer: "unlock-door", booked: [4, "21:05"], payment: "card", redeemed: [4, "21:50"] },
  { resident: "ouyang-qing", offer: "appliance-checkup", booked: [8, "12:40"], payment: "card", slot_in_days: 2 },
  { resident: "situ-jiayi", offer: "home-cleaning-2h", booked: [3, "21:12"], payment: "never", slot_in_days: 3 },
  { resident: "pu-shilan", offer: "home-haircut-monday", booked: [2, "15:37"], payment: "card" },
  {
    resident: "tu-xiaoman",
    offer: "neighbour-haircut",
    booked: [1, "12:21"],
    payment: "wechat_pay",
    redeemed: [1, "17:30"],
  },
];

const HEALTH_AND_CARE: readonly PlannedBooking[] = [
  { resident: "luosang-zhuoma", offer: "neck-tuina", booked: [9, "11:55"], payment: "card", slot_in_days: 1 },
  { resident: "jin-chengzhe", offer: "teeth-cleaning", booked: [9, "18:44"], payment: "alipay", slot_in_days: 2 },
  {
    resident: "chen-guifang",
    offer: "blood-pressure",
    booked: [7, "09:06"],
    payment: "nothing",
    redeemed: [7, "09:50"],
  },
  { resident: "huang-dehai", offer: "dental-check", booked: [6, "10:29"], payment: "nothing", slot_in_days: 1 },
  { resident: "gao-shuzhen", offer: "bathing-help", booked: [8, "15:11"], payment: "card", slot_in_days: 2 },
  { resident: "sun-yulan", offer: "eye-test", booked: [3, "09:18"], payment: "nothing", slot_in_days: 1 },
  {
    resident: "zhao-mingcheng",
    offer: "teeth-cleaning",
    booked: [2, "20:02"],
    payment: "wechat_pay",
    slot_in_days: 4,
    cancelled: [1, "09:10"],
  },
];

const LEISURE: readonly PlannedBooking[] = [
  {
    resident: "ma-haoran",
    offer: "family-swim",
    booked: [8, "20:38"],
    quantity: 1,
    payment: "alipay",
    redeemed: [6, "19:10"],
  },
  { resident: "feng-xiuying", offer: "swim-elder-morning", booked: [7, "16:25"], payment: "card", slot_in_days: 1 },
  {
    resident: "wu-jianping",
    offer: "wednesday-reading-club",
    booked: [10, "19:52"],
    payment: "nothing",
    slot_in_days: 1,
  },
  {
    resident: "xu-lingling",
    offer: "tea-art-class",
    booked: [9, "13:31"],
    quantity: 2,
    payment: "card",
    slot_in_days: 1,
  },
  {
    resident: "ouyang-qing",
    offer: "book-lucky-bag",
    booked: [6, "12:57"],
    quantity: 2,
    payment: "card",
    redeemed: [5, "18:33"],
  },
  { resident: "zhu-zihan", offer: "piano-trial", booked: [7, "12:19"], payment: "wechat_pay", slot_in_days: 1 },
  { resident: "cao-weidong", offer: "coin-exchange", booked: [4, "09:33"], payment: "nothing", redeemed: [4, "10:02"] },
];

/** What the last ten days looked like in the demo community. */
export const DEMO_BOOKINGS: readonly PlannedBooking[] = [...LIN, ...FOOD, ...HOME, ...HEALTH_AND_CARE, ...LEISURE];
