import { createHash, createHmac } from "node:crypto";
import type { ProcessorObject } from "./processor-lists";
import type { SeededRandom } from "./seeded-random";

/** One delivery to the webhook: what is sent, when, and whether the product has to believe it. */
export type Delivery = {
  body: string;
  /** The header for a delivery sent at this second; undefined where none is sent. */
  signatureAt(now_s: number): string | undefined;
  delay_ms: number;
  kind: "genuine" | "twin" | "forged" | "stale" | "malformed";
  /** The line goes dead in the middle of the body; the sender tries again. */
  is_cut: boolean;
};

const COPIES_COUNT = 5;
const LONGEST_DELAY_MS = 2_000;
/** Of all deliveries; what is left are genuine ones. */
const SHARES = { twin: 0.05, forged: 0.1, stale: 0.05, malformed: 0.02 };
const CUT_PERCENT = 10;
const TOLERANCE_S = 300;

/** Everything a hostile day may bring: shuffled, repeated, delayed, cut off, doubled, forged, too late, broken. */
export function planDeliveries(events: readonly ProcessorObject[], secret: string, random: SeededRandom): Delivery[] {
  const copies_count = events.length * COPIES_COUNT;
  const total_count = copies_count / (1 - SHARES.twin - SHARES.forged - SHARES.stale - SHARES.malformed);
  const some = (share: number) => Array.from({ length: Math.ceil(total_count * share) }, (_, index) => index);
  const anyEvent = () => events[random.below(events.length)] as ProcessorObject;
  const honest = (body: string) => (now_s: number) => sign(body, secret, now_s);
  const plans: Pick<Delivery, "body" | "signatureAt" | "kind">[] = [
    ...events.flatMap((event) => {
      const body = JSON.stringify(event);
      return Array.from({ length: COPIES_COUNT }, () => ({
        body,
        signatureAt: honest(body),
        kind: "genuine" as const,
      }));
    }),
    ...some(SHARES.twin).map((index) => {
      const body = JSON.stringify({ ...anyEvent(), id: `evt_twin_${index}` });
      return { body, signatureAt: honest(body), kind: "twin" as const };
    }),
    ...some(SHARES.forged).map((index) => forgery(anyEvent(), secret, index)),
    ...some(SHARES.stale).map(() => {
      const body = JSON.stringify(anyEvent());
      const age_s = TOLERANCE_S + 30 + random.below(7_200);
      return { body, signatureAt: (now_s: number) => sign(body, secret, now_s - age_s), kind: "stale" as const };
    }),
    ...some(SHARES.malformed).map((index) => {
      const body = MALFORMED[index % MALFORMED.length] ?? "";
      return { body, signatureAt: honest(body), kind: "malformed" as const };
    }),
  ];
  const deliveries = plans.map((plan) => ({
    ...plan,
    delay_ms: random.below(LONGEST_DELAY_MS),
    is_cut: (plan.kind === "genuine" || plan.kind === "twin") && random.below(100) < CUT_PERCENT,
  }));
  return shuffled(deliveries, random);
}

function sign(body: string, secret: string, at_s: number): string {
  return `t=${at_s},v1=${hmac("sha256", secret, `${at_s}.${body}`)}`;
}

function hmac(algorithm: string, secret: string, text: string): string {
  return createHmac(algorithm, secret).update(text).digest("hex");
}

/** Signed by us, and no event: nobody who holds the secret sends this, but a broken proxy may. */
const MALFORMED = [
  "",
  "{",
  "null",
  "[]",
  "7",
  '"evt_malformed"',
  "{}",
  '{"id":"evt_malformed"}',
  '{"id":7,"type":"charge.succeeded","created":1,"data":{"object":{"id":"ch_1"}}}',
  '{"id":"evt_malformed","type":"charge.succeeded","created":"yesterday","data":{"object":{"id":"ch_1"}}}',
  '{"id":"evt_malformed","type":"charge.succeeded","created":1,"data":null}',
  '{"id":"evt_malformed","type":"charge.succeeded","created":1,"data":{"object":null}}',
  '{"id":"evt_malformed","type":["charge.succeeded"],"created":1,"data":{"object":{"id":"ch_1"}}}',
  `{"id":"evt_malformed","type":"charge.succeeded","created":1e300,"data":{"object":{"id":"ch_1"}}}`,
  `${"[".repeat(20_000)}`,
];

type Forge = (body: string, secret: string, now_s: number) => string | undefined;

/** Thirteen ways to sign what one has no secret for. */
const FORGERS: readonly Forge[] = [
  () => undefined,
  () => "",
  (_body, _secret, now_s) => `t=${now_s}`,
  (_body, _secret, now_s) => `t=${now_s},v1=`,
  (body, _secret, now_s) => sign(body, "whsec_somebody_elses", now_s),
  (body, _secret, now_s) => sign(body, "", now_s),
  (body, secret, now_s) => sign(body, secret.toUpperCase(), now_s),
  (body, secret, now_s) => sign(body, secret, now_s).replace("v1=", "v0="),
  (body, secret, now_s) => sign(`${body} `, secret, now_s),
  (body, secret, now_s) => sign(body, secret, now_s - 1).replace(/^t=\d+/, `t=${now_s}`),
  (body, secret, now_s) => sign(body, secret, now_s).slice(0, -1),
  (body, secret, now_s) => `t=${now_s},v1=${hmac("sha1", secret, `${now_s}.${body}`)}`,
  (body, _secret, now_s) => `t=${now_s},v1=${createHash("sha256").update(`${now_s}.${body}`).digest("hex")}`,
];

/** An event that would move money, about objects that do not exist. */
function forgery(event: ProcessorObject, secret: string, index: number) {
  const body = JSON.stringify(event)
    .replaceAll(/"((?:cs|pi|ch|re|txn|evt)_)/g, '"forged_$1')
    .replace(/"id":"[^"]*"/, `"id":"evt_forged_${index}"`);
  const forge = FORGERS[index % FORGERS.length] as Forge;
  return { body, signatureAt: (now_s: number) => forge(body, secret, now_s), kind: "forged" as const };
}

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}
