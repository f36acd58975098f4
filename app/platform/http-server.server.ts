import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import type { Log } from "./log.server";
import { createSecurityHeaders, type HeaderPolicy, type SecurityHeaders } from "./security-headers.server";

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Node's server, whose own refusals carry the headers of every other answer. Nobody's time is waited for without end. */
export function createHttpServer(answer: Answer, policy: HeaderPolicy, log: Log): Server {
  const securityHeaders = createSecurityHeaders(policy);
  const server = createServer({
    keepAliveTimeout: 65_000,
    headersTimeout: 30_000,
    requestTimeout: 60_000,
    // Node would answer by itself, without our headers: the listener refuses a missing host
    requireHostHeader: false,
  });
  const answerOrHangUp: RequestListener = (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // one request that nobody expected must not end the process for everybody
      log.error({ reason: error instanceof Error ? error.stack : String(error) }, "an answer failed");
      response.destroy();
    });
  };
  server.on("request", answerOrHangUp);
  server.on("checkExpectation", answerOrHangUp);
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => answerBroken(error, socket, securityHeaders, log));
  return server;
}

/** What the parser could not read, by Node's error codes; anything else is a bad request. */
const BROKEN_STATUS: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

function answerBroken(error: NodeJS.ErrnoException, socket: Duplex, securityHeaders: SecurityHeaders, log: Log): void {
  const status = BROKEN_STATUS[error.code ?? ""] ?? 400;
  const request_id = randomUUID();
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = `${(STATUS_CODES[status] ?? "").toLowerCase()} (${request_id})\n`;
  const headers = {
    ...Object.fromEntries(securityHeaders("")),
    "x-request-id": request_id,
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
  log.info({ request_id, status, reason: error.code }, "a request could not be read");
}
