import { createHmac } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import type { Delivery, WebhookDeliveries } from "./webhook-deliveries.server";

export type WebhookTarget = { url: string; secret: string };

const CONCURRENT_COUNT = 8;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const ANSWER_TIMEOUT_MS = 10_000;

export type WebhookSender = {
  /** Call after a commit that may have added deliveries. */
  wake(): void;
  /** Settles when the event's next attempt has been answered, well or badly, or the time is over. */
  attempted(event_id: string, timeout_ms: number): Promise<void>;
  /** Lets running attempts end, for at most `grace_ms`. */
  close(grace_ms: number): Promise<void>;
};

type SenderParts = {
  deliveries: WebhookDeliveries;
  target: WebhookTarget;
  /** The event's JSON text as it is sent. */
  payload(event_id: string): string;
  machineMs(): number;
};

/** `t=…,v1=…`: HMAC-SHA256 over `${t}.${payload}`, t in seconds (docs.stripe.com/webhooks#verify-manually). */
function signatureHeader(payload: string, secret: string, now_ms: number): string {
  const signed_at = Math.floor(now_ms / 1_000);
  return `t=${signed_at},v1=${createHmac("sha256", secret).update(`${signed_at}.${payload}`).digest("hex")}`;
}

/** Sends what is owed, at once and at least once: up to eight at a time, each tried again until a 2xx. */
export function startWebhookSender(parts: SenderParts): WebhookSender {
  const running = new Map<number, Promise<void>>();
  const waiters = new Map<string, Set<() => void>>();
  const stop = new AbortController();
  const line = openLine(parts, stop.signal);
  let timer: NodeJS.Timeout | undefined;

  const attempt = async (delivery: Delivery): Promise<void> => {
    const is_accepted = await line.post(delivery);
    try {
      note(delivery, is_accepted);
      running.delete(delivery.id);
    } catch (error) {
      // Not noted, so owed still; without the pause a full disk would send the same event in a tight loop.
      console.error("stripe-simulator: a delivery could not be noted", error);
      await pause(FIRST_PAUSE_MS);
      running.delete(delivery.id);
    }
    for (const settle of waiters.get(delivery.event_id) ?? []) settle();
    wake();
  };
  const note = (delivery: Delivery, is_accepted: boolean): void => {
    if (is_accepted) parts.deliveries.accepted(delivery.id, parts.machineMs());
    else parts.deliveries.tryAgain(delivery.id, parts.machineMs() + pauseMs(delivery.try_count));
  };

  function wake(): void {
    if (stop.signal.aborted || is_closing) return;
    clearTimeout(timer);
    const now_ms = parts.machineMs();
    for (const delivery of parts.deliveries.due(now_ms, CONCURRENT_COUNT + running.size)) {
      if (running.size >= CONCURRENT_COUNT) return;
      if (!running.has(delivery.id)) running.set(delivery.id, attempt(delivery));
    }
    const next_at_ms = parts.deliveries.nextAtMs(now_ms);
    if (next_at_ms !== undefined) timer = setTimeout(wake, Math.max(1, next_at_ms - now_ms));
  }

  let is_closing = false;
  return {
    wake,
    attempted: (event_id, timeout_ms) => (is_closing ? Promise.resolve() : waitFor(waiters, event_id, timeout_ms)),
    async close(grace_ms) {
      is_closing = true;
      clearTimeout(timer);
      const grace = setTimeout(() => stop.abort(), grace_ms);
      await Promise.allSettled(running.values());
      clearTimeout(grace);
      line.close();
    },
  };
}

/** One kept-alive connection pool to the webhook. */
function openLine(
  parts: SenderParts,
  signal: AbortSignal,
): { post(delivery: Delivery): Promise<boolean>; close(): void } {
  const client = new URL(parts.target.url).protocol === "https:" ? https : http;
  const agent = new client.Agent({ keepAlive: true, maxSockets: CONCURRENT_COUNT });
  const post = (delivery: Delivery): Promise<boolean> =>
    new Promise((resolve) => {
      const payload = parts.payload(delivery.event_id);
      const headers = {
        "content-type": "application/json; charset=utf-8",
        "content-length": Buffer.byteLength(payload),
        "user-agent": "Stripe/1.0 (simulated; +https://stripe.com/docs/webhooks)",
        "stripe-signature": signatureHeader(payload, parts.target.secret, parts.machineMs()),
      };
      const request = client.request(
        parts.target.url,
        { method: "POST", agent, headers, signal, timeout: ANSWER_TIMEOUT_MS },
        (response) => {
          response.resume();
          response.on("error", () => resolve(false));
          response.on("close", () => resolve(response.complete && isAccepted(response.statusCode)));
        },
      );
      request.on("timeout", () => request.destroy(new Error("no answer in time")));
      request.on("error", () => resolve(false));
      request.end(payload);
    });
  return { post, close: () => agent.destroy() };
}

function waitFor(waiters: Map<string, Set<() => void>>, event_id: string, timeout_ms: number): Promise<void> {
  return new Promise((resolve) => {
    const waiting = waiters.get(event_id) ?? new Set();
    waiters.set(event_id, waiting);
    const settle = (): void => {
      clearTimeout(timer);
      waiting.delete(settle);
      if (waiting.size === 0) waiters.delete(event_id);
      resolve();
    };
    const timer = setTimeout(settle, timeout_ms);
    waiting.add(settle);
  });
}

function pauseMs(try_count: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(try_count, 10));
}

function isAccepted(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}
