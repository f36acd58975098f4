import { setTimeout as pause } from "node:timers/promises";
import { ApiFailure, internalFailure, tooManyRequests } from "./api-failure";
import { type ApiRoute, matchRoute } from "./api-route";
import { API_ROUTES } from "./api-routes.server";
import { type FormTable, parseBracketForm, parseJsonForm } from "./bracket-form";
import { expandAnswer } from "./expand-answer.server";
import type { Fault, Faults } from "./faults.server";
import { FormReader } from "./form-reader";
import { type IdempotencyKeys, requestHash, type StoredAnswer } from "./idempotency-keys.server";
import { requestId } from "./object-ids.server";
import type { Processor } from "./processor.server";
import { API_VERSION } from "./stripe-objects";
import type { Turn } from "./turn";

export type ApiRequest = {
  method: string;
  path: string;
  query: string;
  body: string;
  version: string | undefined;
  idempotency_key: string | undefined;
};

/** `cut`: the connection is to be broken without an answer. */
export type ApiAnswer = { status: number; body: string; headers: Record<string, string> } | "cut";

export type ApiDesk = { processor: Processor; keys: IdempotencyKeys; faults: Faults };

/** One request under /v1 or /v2, from its text to the text of its answer. */
export async function answerApiRequest(desk: ApiDesk, request: ApiRequest): Promise<ApiAnswer> {
  const id = requestId();
  if (desk.faults.isDown(desk.processor.clock.machineMs())) return "cut";
  try {
    requireVersion(request.version);
    const match = matchRoute(API_ROUTES, request.method, request.path);
    if (!match)
      throw new ApiFailure(
        404,
        "invalid_request_error",
        `Unrecognized request URL (${request.method}: ${request.path.slice(0, 200)}).`,
      );
    desk.processor.catchUp();
    if (request.method === "GET") return await answerGet(desk, id, request, match);
    return await answerPost(desk, id, request, match);
  } catch (error) {
    if (error instanceof ApiFailure) return answered(id, failureAnswer(error));
    throw error;
  }
}

type Match = { route: ApiRoute; ids: string[] };
/** Reading has no effect, so before and after are one, and nothing is remembered. */
async function answerGet(desk: ApiDesk, id: string, request: ApiRequest, match: Match): Promise<ApiAnswer> {
  const form = parseBracketForm(request.query);
  const { fault, delay_ms } = desk.faults.nextRead();
  if (delay_ms > 0) await pause(delay_ms);
  if (fault === "cutBefore" || fault === "cutAfter") return "cut";
  if (fault === "rate429") throw tooManyRequests();
  if (fault !== undefined) throw internalFailure();
  return answered(
    id,
    desk.processor.read((turn) => execute(turn, match.route, form, match.ids)),
  );
}

type Post = { id: string; key: string | undefined; hash: string; form: FormTable; match: Match };

async function answerPost(desk: ApiDesk, id: string, request: ApiRequest, match: Match): Promise<ApiAnswer> {
  const form = request.path.startsWith("/v2/") ? parseJsonForm(request.body) : parseBracketForm(request.body);
  const key = request.idempotency_key || undefined;
  const post: Post = { id, key, hash: requestHash(request.method, request.path, form), form, match };
  if (key !== undefined) desk.keys.enter(key);
  try {
    const { fault, delay_ms } = desk.faults.next();
    if (delay_ms > 0) await pause(delay_ms);
    if (fault === "cutBefore") return "cut";
    if (fault === "rate429") throw tooManyRequests();
    const answer = executePost(desk, post, fault);
    return fault === "cutAfter" ? "cut" : answer;
  } finally {
    if (key !== undefined) desk.keys.leave(key);
  }
}

/** Effect, events and remembered answer in one transaction: after a crash either all of them are there or none. */
function executePost(desk: ApiDesk, post: Post, fault: Fault | undefined): ApiAnswer {
  const { key } = post;
  return desk.processor.run({ id: post.id, idempotency_key: key ?? null }, (turn) => {
    const remembered = key === undefined ? undefined : desk.keys.replay(key, post.hash);
    if (remembered) return answered(post.id, remembered, { "idempotent-replayed": "true" });
    const { answer, is_kept } = attempt(desk, turn, post, fault);
    if (key !== undefined && is_kept) desk.keys.remember(key, post.hash, answer, desk.processor.clock.machineMs());
    return answered(post.id, answer, key === undefined ? {} : { "idempotency-key": key });
  });
}

/** A refusal undoes whatever the endpoint had written (a nested transaction) and may still be remembered. */
function attempt(
  desk: ApiDesk,
  turn: Turn,
  post: Post,
  fault: Fault | undefined,
): { answer: StoredAnswer; is_kept: boolean } {
  try {
    if (fault === "before") throw internalFailure();
    const answer = desk.processor.database.transaction(() =>
      execute(turn, post.match.route, post.form, post.match.ids),
    )();
    return { answer: fault === "after" ? failureAnswer(internalFailure()) : answer, is_kept: true };
  } catch (error) {
    if (error instanceof ApiFailure) return { answer: failureAnswer(error), is_kept: error.is_kept };
    throw error;
  }
}

function execute(turn: Turn, route: ApiRoute, form: FormTable, ids: string[]): StoredAnswer {
  const { expand = {}, ...fields } = form;
  const paths = new FormReader({ expand }).texts("expand") ?? [];
  const result = route.answer(turn, new FormReader(fields), ...ids);
  return { status: 200, body: JSON.stringify(expandAnswer(turn, result, paths), null, 2) };
}

function requireVersion(version: string | undefined): void {
  if (version === undefined || version === API_VERSION) return;
  throw new ApiFailure(
    400,
    "invalid_request_error",
    `Invalid Stripe API version: ${version.slice(0, 60)}. The simulator speaks ${API_VERSION}.`,
  );
}

function failureAnswer(failure: ApiFailure): StoredAnswer {
  return { status: failure.status, body: JSON.stringify(failure.body(), null, 2) };
}

function answered(id: string, answer: StoredAnswer, headers: Record<string, string> = {}): ApiAnswer {
  const retry: Record<string, string> = answer.status >= 500 ? { "stripe-should-retry": "false" } : {};
  return {
    ...answer,
    headers: {
      "content-type": "application/json",
      "request-id": id,
      "stripe-version": API_VERSION,
      "cache-control": "no-store",
      ...retry,
      ...headers,
    },
  };
}
