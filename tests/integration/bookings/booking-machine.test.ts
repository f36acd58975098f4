import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { aShop, aVoucherOffer, NOW, ZONE } from "#tests/support/builders";
import { aDatabase } from "#tests/support/test-database";
import { testEngine } from "#tests/support/test-engine";
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import { BookingMachine } from "./booking-machine";
import { BookingModel } from "./booking-model";

/** `MODEL_RUNS=10000` for the long form; a server is slower than a file. */
const RUN_COUNT = Number(process.env.MODEL_RUNS ?? (testEngine() === "postgres" ? 60 : 1_000));
const SEED = Number(process.env.SEED ?? Date.now() & 0x7fffffff);
const STEP_COUNT = 50;
const LEAPS_MS = [MINUTE_MS, HOUR_MS, DAY_MS, 4 * DAY_MS, 30 * DAY_MS, 61 * DAY_MS];

type Turn = { model: BookingModel; real: BookingMachine };
/** What a step chooses from is taken modulo how much there is. */
type Choice = { which: number; amount: number };
/** Gives what should have come of it and what did; undefined where there is nothing to do it with. */
type Act = (turn: Turn, choice: Choice) => Promise<[expected: unknown, actual: unknown] | undefined>;

const SILENT: [undefined, undefined] = [undefined, undefined];
const pick = <T>(list: readonly T[], index: number): [T, number] | undefined => {
  const place = list.length === 0 ? 0 : index % list.length;
  const found = list[place];
  return found === undefined ? undefined : [found, place];
};
/** What only does something. */
const act = (_modelled: unknown, done: string): [string, string] => ["ok", done];
const amountOf = (choice: Choice, most: number) => (choice.amount % 3 === 0 ? most : 1 + (choice.amount % most));

/** Does the same with a voucher of the model and of the machine. */
function withVoucher(
  act: (
    turn: Turn,
    voucher: [BookingModel["vouchers"][number], number],
    choice: Choice,
  ) => Promise<[unknown, unknown] | undefined>,
): Act {
  return async (turn, choice) => {
    const voucher = pick(turn.model.vouchers, choice.which);
    return voucher && act(turn, voucher, choice);
  };
}

function withCharge(
  act: (
    turn: Turn,
    charge: [BookingModel["charges"][number], number],
    choice: Choice,
  ) => Promise<[unknown, unknown] | undefined>,
): Act {
  return async (turn, choice) => {
    const charge = pick(turn.model.charges, choice.which);
    return charge && act(turn, charge, choice);
  };
}

const pay: Act = async ({ model, real }, { which, amount }) => {
  if (model.charges.length > 3) return undefined;
  const amount_minor = which % 5 === 4 ? model.gross + 1 : model.gross;
  const fee_minor = amount % 3;
  const charge = model.charges.length;
  return [model.pay(amount_minor, fee_minor), await real.pay(charge, { amount_minor, fee_minor }, model.now)];
};

const payToldAgain = withCharge(async ({ model, real }, [charge, index]) => [
  charge.is_surplus ? "surplus" : "paid",
  await real.pay(index, { amount_minor: charge.n, fee_minor: 0 }, model.now),
]);

/** The processor tells of a refund what it can: it refunds no more than there is, and knows none that never left. */
const told: Act = async ({ model, real }, { which, amount }) => {
  const found = pick(model.refunds, which);
  if (!found || found[0].end === "disputed" || found[0].end === "taken-over") return undefined;
  const [refund, index] = found;
  if (!refund.posted && refund.state !== "requested") return undefined;
  const n = refund.parts.reduce((total, part) => total + part.n, 0);
  if (!refund.posted && n > model.refundable(refund.charge)) return undefined;
  const outcome = (["submitted", "succeeded", "succeeded", "failed", "canceled"] as const)[amount % 5] ?? "failed";
  model.told(refund, outcome);
  return ["ok", await real.told(index, model.charges.indexOf(refund.charge), outcome, model.now)];
};

const dashboard = withCharge(async ({ model, real }, [charge, index], choice) => {
  const most = model.refundable(charge);
  if (most <= 0) return undefined;
  const n = amountOf(choice, most);
  const outcome = choice.amount % 2 === 0 ? "succeeded" : "submitted";
  model.dashboard(charge, n, outcome);
  return ["ok", await real.dashboard(index, n, outcome, model.now)];
});

const resolve: Act = async ({ model, real }, { which, amount }) => {
  const found = pick(model.refunds, which);
  const how = amount % 2 === 0 ? "asked-again" : "paid-otherwise";
  return found && [model.resolve(found[0], how), await real.resolve(found[1], how, model.now)];
};

const openDispute = withCharge(async ({ model, real }, [charge, index], choice) => {
  if (model.disputes.length > 2) return undefined;
  const n = amountOf(choice, charge.n + 5);
  const is_lost = choice.amount % 5 === 0;
  const dispute = { ordinal: model.disputes.length, charge: index, amount_minor: n };
  model.openDispute(charge, n, is_lost);
  const told_as = { status: is_lost ? "lost" : "needs_response", txn_count: 1 };
  return ["ok", await real.dispute(dispute, told_as, model.now)];
});

const decideDispute: Act = async ({ model, real }, { which, amount }) => {
  const found = pick(model.disputes, which);
  if (!found || found[0].state === "won") return undefined;
  const [dispute, ordinal] = found;
  const is_won = dispute.state === "lost" || amount % 2 === 0;
  if (is_won) model.win(dispute);
  else model.lose(dispute);
  const about = { ordinal, charge: model.charges.indexOf(dispute.charge), amount_minor: dispute.n };
  return [
    "ok",
    await real.dispute(about, is_won ? { status: "won", txn_count: 2 } : { status: "lost", txn_count: 1 }, model.now),
  ];
};

/** An inquiry moves nothing and stands in nobody's way. */
const inquire = withCharge(async ({ model, real }, [charge, index]) => {
  model.resume({ charge });
  const about = { ordinal: 100, charge: index, amount_minor: charge.n };
  return ["ok", await real.dispute(about, { status: "warning_needs_response", txn_count: 0 }, model.now)];
});

const leap: Act = async ({ model }, { which }) => {
  model.now = addMs(model.now, LEAPS_MS[which % LEAPS_MS.length] ?? 0);
  return SILENT;
};

const answer = withVoucher(async ({ model, real }, [voucher, index], choice) => {
  if (voucher.asked?.state !== "requested") return undefined;
  const agreed = choice.which % 3 === 0 ? undefined : amountOf(choice, voucher.asked.wanted);
  return [model.answer(voucher, agreed), await real.answer(index, agreed, model.now)];
});

const complain = withVoucher(
  async ({ model, real }, [voucher, index]) =>
    voucher.asked && [model.complain(voucher), await real.complain(index, model.now)],
);

const ACTS: Record<string, Act> = {
  pay,
  payToldAgain,
  told,
  toldMore: told,
  dashboard,
  resolve,
  openDispute,
  decideDispute,
  inquire,
  leap,
  answer,
  complain,
  pending: async ({ model, real }) => act(model.pending(), await real.pending(model.now)),
  release: async ({ model, real }, { which }) => {
    model.release(which % 2 === 0);
    return ["ok", await real.release(which % 2 === 0 ? "time-over" : "left-checkout", model.now)];
  },
  redeem: withVoucher(async ({ model, real }, [voucher, index]) => [
    model.redeem(voucher),
    await real.redeem(index, model.now),
  ]),
  redeemMore: withVoucher(async ({ model, real }, [voucher, index]) => [
    model.redeem(voucher),
    await real.redeem(index, model.now),
  ]),
  undo: withVoucher(async ({ model, real }, [voucher, index]) => [
    model.undo(voucher),
    await real.undo(index, model.now),
  ]),
  contest: withVoucher(async ({ model, real }, [voucher, index]) => [
    model.contest(voucher),
    await real.contest(index, model.now),
  ]),
  withdraw: withVoucher(async ({ model, real }, [voucher, index]) => [
    model.withdraw(voucher),
    await real.withdraw(index, model.now),
  ]),
  askFor: withVoucher(async ({ model, real }, [voucher, index], choice) => {
    const wanted = amountOf(choice, model.wanted.price);
    return [model.askFor(voucher, wanted), await real.askFor(index, wanted, model.now)];
  }),
  cancel: async ({ model, real }) => [model.cancel(), await real.cancel(model.now)],
  expire: async ({ model, real }) => act(model.expire(), await real.expire(model.now)),
  sweep: async ({ model, real }) => act(model.sweep(), await real.sweep(model.now)),
  payOut: async ({ model, real }) => act(model.payOut(), await real.payOut()),
};

/** One thing that happens, a second after the last. */
class Step implements fc.AsyncCommand<BookingModel, BookingMachine> {
  readonly name: string;
  readonly choice: Choice;

  constructor(name: string, choice: Choice) {
    this.name = name;
    this.choice = choice;
  }

  check(): boolean {
    return true;
  }

  async run(model: BookingModel, real: BookingMachine): Promise<void> {
    model.now = addMs(model.now, SECOND_MS);
    const outcome = await ACTS[this.name]?.({ model, real }, this.choice);
    if (!outcome) return;
    expect(outcome[1], `${this} gave`).toBe(outcome[0]);
    expect(await real.standing(), `after ${this}`).toEqual(model.standing());
  }

  toString(): string {
    return `${this.name}(${this.choice.which}, ${this.choice.amount})`;
  }
}

const CHOICE = fc.record({ which: fc.nat({ max: 59 }), amount: fc.nat({ max: 59 }) });
const STEPS = fc.commands(
  Object.keys(ACTS).map((name) => CHOICE.map((choice) => new Step(name, choice))),
  { maxCommands: STEP_COUNT, size: "max" },
);

type Shop = Awaited<ReturnType<typeof aMachineShop>>;
let run_count = 0;
let shop: Promise<Shop>;

/** Two offers whose prices round differently. */
async function aMachineShop() {
  const db = await aDatabase();
  // nothing has to outlive this test, and a thousand runs write a lot
  if (testEngine() === "sqlite") await sql`pragma synchronous = off`.execute(db.write);
  const shop = await aShop(db);
  const cheap_id = await aVoucherOffer(db, { id: "sip", list_price_minor: 30, price_minor: 23 });
  return { ...shop, db, cheap_id };
}

async function start(machine_shop: Shop, { quantity, is_cheap }: { quantity: number; is_cheap: boolean }) {
  run_count += 1;
  const model = new BookingModel({ price: is_cheap ? 23 : 3_680, quantity, zone: ZONE, now: NOW });
  const offer_id = is_cheap ? machine_shop.cheap_id : machine_shop.offer_id;
  return { model, real: await BookingMachine.start({ ...machine_shop, offer_id }, `m${run_count}`, quantity, NOW) };
}

test("whatever happens to a booking, the commands and the model agree after every step", async () => {
  process.stdout.write(`booking machine: ${RUN_COUNT} runs, seed ${SEED}\n`);
  const wanted = fc.record({ quantity: fc.integer({ min: 1, max: 3 }), is_cheap: fc.boolean() });
  const property = fc.asyncProperty(wanted, STEPS, async (wish, steps) => {
    // a database is younger than it is fast: what many runs wrote is read again and again
    if (run_count % 50 === 0) shop = aMachineShop();
    const { model, real } = await start(await shop, wish);
    await fc.asyncModelRun(() => ({ model, real }), steps);
  });
  await fc.assert(property, { numRuns: RUN_COUNT, seed: SEED, endOnFailure: process.env.SHRINK !== "1" });
}, 600_000);
