import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Delivery } from "./delivery-plan";
import type { ProductServer } from "./product-server";

/** How a delivery ended, its retries included; `status` 0: nobody answered. */
export type Delivered = { kind: Delivery["kind"]; status: number; took_ms: number };

const TRIES_COUNT = 5;
const PAUSE_MS = 200;

/** Sends every delivery, each after its own delay, so many of them beginning in a second. */
export async function deliverStorm(
  server: ProductServer,
  deliveries: readonly Delivery[],
  per_second_count: number,
): Promise<Delivered[]> {
  const started_ms = performance.now();
  return Promise.all(
    deliveries.map(async (delivery, index) => {
      const due_ms = started_ms + (index * 1_000) / per_second_count + delivery.delay_ms;
      await sleep(Math.max(0, due_ms - performance.now()));
      if (delivery.is_cut) await send(server.origin, delivery, "cut");
      return untilAccepted(server.origin, delivery);
    }),
  );
}

/** As the processor does: a 5xx and a silence are tried again. */
async function untilAccepted(origin: string, delivery: Delivery): Promise<Delivered> {
  let worst_ms = 0;
  let status = 0;
  for (let tries = 0; tries < TRIES_COUNT; tries += 1) {
    const started_ms = performance.now();
    status = await send(origin, delivery, "whole");
    worst_ms = Math.max(worst_ms, performance.now() - started_ms);
    // a fault of the product's own is a fault, also where a second try succeeds
    if (status !== 0 && status !== 503) break;
    await sleep(PAUSE_MS * 2 ** tries);
  }
  return { kind: delivery.kind, status, took_ms: worst_ms };
}

function send(origin: string, { body, signatureAt }: Delivery, how: "whole" | "cut"): Promise<number> {
  const signature = signatureAt(Math.floor(Date.now() / 1_000));
  return new Promise((resolve) => {
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      ...(signature !== undefined && { "stripe-signature": signature }),
    };
    const sent = request(`${origin}/webhooks/stripe`, { method: "POST", headers }, (answer) => {
      answer.resume();
      answer.on("close", () => resolve(answer.statusCode ?? 0));
    });
    sent.on("error", () => resolve(0));
    if (how === "whole") sent.end(body);
    else sent.write(body.slice(0, body.length / 2), () => sent.destroy());
  });
}
