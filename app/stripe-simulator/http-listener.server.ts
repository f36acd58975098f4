import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ApiAnswer, type ApiDesk, answerApiRequest } from "./answer-api-request.server";
import { ApiFailure } from "./api-failure";
import { answerControl } from "./control-routes.server";
import { answerOnboarding } from "./onboarding-routes.server";
import { answerPayPage } from "./pay-page-routes.server";

const MAX_BODY_BYTES = 256 * 1_024;
const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

/** Everything the simulator answers: the API, the hosted pages, the control endpoints. */
export function httpListener(
  desk: ApiDesk,
  secret_key: string,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(desk, secret_key, request)
      .then((result) => send(request, response, result))
      .catch((error: unknown) => {
        // Closed meanwhile: the connection is cut already and nothing was written.
        if (!desk.processor.database.open) return;
        console.error("stripe-simulator:", error);
        send(request, response, json(500, { error: { type: "api_error", message: "The simulator failed." } }));
      });
  };
}

async function answer(desk: ApiDesk, secret_key: string, request: IncomingMessage): Promise<ApiAnswer> {
  const url = new URL(request.url ?? "/", "http://simulator.invalid");
  try {
    if (url.pathname === "/_simulator/health") return json(200, { ok: true });
    const body = await readBody(request);
    if (url.pathname.startsWith("/c/pay/")) return await answerPayPage(desk.processor, request, url, body);
    if (url.pathname.startsWith("/connect/onboarding/")) return answerOnboarding(desk.processor, request, url, body);
    requireKey(request, secret_key);
    if (url.pathname.startsWith("/_simulator/"))
      return controlAnswer(answerControl(desk, request.method ?? "", url.pathname, body));
    return await answerApiRequest(desk, {
      method: request.method ?? "",
      path: url.pathname,
      query: url.search.slice(1),
      body,
      version: headerText(request, "stripe-version"),
      idempotency_key: headerText(request, "idempotency-key"),
    });
  } catch (error) {
    if (error instanceof ApiFailure) return json(error.status, error.body());
    throw error;
  }
}

function controlAnswer(result: unknown): ApiAnswer {
  return result === undefined
    ? json(404, { error: { type: "invalid_request_error", message: "No such control endpoint." } })
    : json(200, result);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let byte_count = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byte_count += chunk.length;
    if (byte_count > MAX_BODY_BYTES)
      throw new ApiFailure(413, "invalid_request_error", "The request body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Compared by digest, so that the time taken says nothing about the key. */
function requireKey(request: IncomingMessage, secret_key: string): void {
  const given = headerText(request, "authorization")?.replace(/^Bearer /i, "") ?? "";
  if (given === "")
    throw new ApiFailure(
      401,
      "invalid_request_error",
      "You did not provide an API key. You need to provide it in the Authorization header, using Bearer auth.",
    );
  if (!timingSafeEqual(digest(given), digest(secret_key)))
    throw new ApiFailure(401, "invalid_request_error", "Invalid API Key provided.");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function headerText(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function json(status: number, body: unknown): ApiAnswer {
  return { status, body: JSON.stringify(body), headers: JSON_HEADERS };
}

function send(request: IncomingMessage, response: ServerResponse, result: ApiAnswer): void {
  if (result === "cut") {
    request.socket.destroy();
    return;
  }
  if (response.headersSent || response.destroyed) return;
  const body = request.method === "HEAD" ? "" : result.body;
  // An unread body makes the connection useless for the next request.
  if (!request.complete) response.setHeader("connection", "close");
  response.writeHead(result.status, {
    ...result.headers,
    "x-content-type-options": "nosniff",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
