import { addMs, epochMs, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from "~/kernel/instant";
import * as limits from "~/platform/rate-limit.server";
import { type FormReply, refusedForm } from "./form.server";
import type { MemberVisit, Visit } from "./guard.server";

/**
 * Every limit there is. Those that count an account from one address are strict; from all addresses together they are
 * wider, so that strangers do not lock an owner out. Those that count an address alone are wide, because behind one may be
 * a residents' centre or all subscribers of a carrier; they count what went wrong, or what costs us something.
 */
const RATE_LIMITS = {
  code_sends_per_phone_and_address: { most_count: 6, window_ms: HOUR_MS },
  code_sends_per_phone: { most_count: 20, window_ms: HOUR_MS },
  code_sends_per_address: { most_count: 200, window_ms: HOUR_MS },
  // a code has 25 tries in all (send-sign-in-code): one stranger cannot use them up
  code_tries_per_code_and_address: { most_count: 5, window_ms: 10 * MINUTE_MS },
  code_tries_per_phone_and_address: { most_count: 20, window_ms: HOUR_MS },
  code_tries_per_phone: { most_count: 100, window_ms: HOUR_MS },
  code_misses_per_address: { most_count: 100, window_ms: HOUR_MS },
  code_floods_per_address: { most_count: 2_000, window_ms: HOUR_MS },
  // payments.md, test 17: ten tries are answered; who tries elsewhere does not lock the owner out of their own place
  password_tries_per_account_and_address: { most_count: 10, window_ms: 15 * MINUTE_MS },
  password_tries_per_account: { most_count: 100, window_ms: 15 * MINUTE_MS },
  password_misses_per_address: { most_count: 300, window_ms: 15 * MINUTE_MS },
  password_floods_per_address: { most_count: 6_000, window_ms: 15 * MINUTE_MS },
  registrations_per_address: { most_count: 200, window_ms: HOUR_MS },
  bookings_per_account: { most_count: 60, window_ms: 10 * MINUTE_MS },
  typed_misses_per_cashier: { most_count: 10, window_ms: HOUR_MS },
  typed_misses_per_shop: { most_count: 30, window_ms: HOUR_MS },
  // each reads all of the processor's transactions
  reconciliations_per_account: { most_count: 12, window_ms: HOUR_MS },
  receipt_misses_per_address: { most_count: 200, window_ms: HOUR_MS },
} as const satisfies Record<string, Omit<limits.RateLimit, "name">>;

type LimitName = keyof typeof RATE_LIMITS;

/** What one request counts against, the narrowest limit first: the limit's name and whom it counts. */
export type Tries = readonly (readonly [LimitName, subject: string])[];

/** A refusal for now: `time` is the minute from which it may be tried again, `text` says so to whoever asked. */
export type Limited = { time: string; text: string };

/** Counts a try before it is answered; gives the refusal where one of its limits is full. */
export async function countTry(visit: Visit | MemberVisit, tries: Tries): Promise<Limited | undefined> {
  const { services, now } = visit;
  const overstep = await limits.countHits(services.db, hitsOf(tries), services.keys.session_secret, now);
  return overstep && refusal(visit, overstep);
}

/** The refusal where one of the limits is full already; what is refused for the first time raises the alarm. */
export async function findLimited(visit: Visit | MemberVisit, tries: Tries): Promise<Limited | undefined> {
  const { services, now } = visit;
  const overstep = await limits.findOverstep(services.db, hitsOf(tries), services.keys.session_secret, now);
  if (!overstep) return undefined;
  // counted only where it is full: the others were not tried
  if (overstep.is_first)
    return countTry(
      visit,
      tries.filter(([name]) => name === overstep.limit.name),
    );
  return refusal(visit, overstep);
}

/**
 * Counts a wrong answer against its address, once it is known to be wrong: neighbours behind the address who are right are
 * let in all the same. Only a flood of wrong ones is refused unread (`findFlood`), because comparing costs us time.
 */
export async function countMiss(visit: Visit, what: "password" | "code"): Promise<Limited | undefined> {
  const { ip } = visit.context;
  return (
    (await countTry(visit, [[`${what}_floods_per_address`, ip]])) ??
    countTry(visit, [[`${what}_misses_per_address`, ip]])
  );
}

/** The refusal of an address that has sent twenty times the wrong answers it may. */
export function findFlood(visit: Visit, what: "password" | "code"): Promise<Limited | undefined> {
  return findLimited(visit, [[`${what}_floods_per_address`, visit.context.ip]]);
}

/** Takes a try back that turned out to be its owner's. */
export async function giveBackTry({ services, now }: Visit, tries: Tries): Promise<void> {
  await limits.giveBackHits(services.db, hitsOf(tries), services.keys.session_secret, now);
}

/** The form again with what was typed, and when to try again; to be answered with 429. */
export function limitedForm(fields: Record<string, unknown>, limited: Limited, { t }: Pick<Visit, "t">): FormReply {
  return { ...refusedForm(fields, "invalid", t), errors: { "": [limited.text] } };
}

function hitsOf(tries: Tries): limits.Hit[] {
  return tries.map(([name, subject]) => ({ limit: { name, ...RATE_LIMITS[name] }, subject }));
}

function refusal(visit: Visit | MemberVisit, { limit, key, until, is_first }: limits.Overstep): Limited {
  const { services, context, dates, t, now } = visit;
  context.setHeader("retry-after", String(Math.ceil((epochMs(until) - epochMs(now)) / SECOND_MS)));
  if (is_first) {
    const facts = { request_id: context.request_id, limit: limit.name, subject_digest: key.slice(0, 12), until };
    services.log.warn(facts, "a rate limit was reached");
  }
  const time = dates.time(nextMinute(until));
  return { time, text: t(`limits.${limit.name as LimitName}`, { time }) };
}

/** Times are shown without seconds: whoever comes back at that minute must not be a few seconds early. */
function nextMinute(at: Instant): Instant {
  return addMs(at, MINUTE_MS - 1);
}
