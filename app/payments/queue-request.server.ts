import type { OutboxTable } from "#db/schema/payments";
import type { Instant } from "~/kernel/instant";
import type { Trx } from "~/platform/database.server";
import { newId } from "~/platform/id-source.server";
import { insertOutboxRow } from "./payments.store.server";

/** A request with its parameters frozen; the same `key` again changes nothing. */
export type QueuedRequest = Pick<OutboxTable, "key" | "operation" | "reference"> & { params: object };

/** Commits the intention to ask the processor for something; the worker sends it. Gives the new row's id. */
export async function queueRequest(trx: Trx, request: QueuedRequest, now: Instant): Promise<string> {
  const id = newId();
  const { params, ...named } = request;
  await insertOutboxRow(trx, {
    ...named,
    id,
    params_json: JSON.stringify(params),
    state: "ready",
    tries_count: 0,
    next_try_at: now,
    created_at: now,
    sent_at: null,
    finished_at: null,
    error: null,
  });
  return id;
}
