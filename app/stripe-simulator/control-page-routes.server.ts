import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ApiDesk } from "./answer-api-request.server";
import { CONTROL_PAGE_ADDRESS, controlPage } from "./control-page";
import { PAGE_ACTIONS, takePageAction } from "./control-page-actions.server";
import { readControlPage } from "./control-page-state.server";
import { type PageAnswer, pageAnswer, redirectAnswer } from "./hosted-page";
import { pageLanguage } from "./pay-page-texts";

const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);
/** New with every start, so that a form of another process, or of another site, presses nothing. */
const TOKEN = randomBytes(24).toString("base64url");

export function isLoopbackName(name: string): boolean {
  return LOOPBACK_NAMES.has(name) || name === "::1";
}

/** GET and POST of `/_simulator/`. Undefined for anybody who did not ask this machine by its own name. */
export function answerControlPage(
  desk: ApiDesk,
  request: IncomingMessage,
  url: URL,
  body: string,
): PageAnswer | undefined {
  const host = request.headers.host ?? "";
  // A name that leads here from somewhere else would let that page read the token.
  if (!URL.canParse(`http://${host}`) || !isLoopbackName(new URL(`http://${host}`).hostname)) return undefined;
  const language = pageLanguage(url.searchParams.get("lang"), null, request.headers["accept-language"]);
  if (request.method === "POST") return press(desk, request, new URLSearchParams(body), language);
  desk.processor.catchUp();
  const outcome = (["done", "nothing"] as const).find((each) => each === url.searchParams.get("outcome"));
  return pageAnswer(200, controlPage({ language, state: readControlPage(desk), token: TOKEN, outcome }));
}

function press(desk: ApiDesk, request: IncomingMessage, form: URLSearchParams, language: string): PageAnswer {
  const { origin, host } = request.headers;
  const is_foreign = origin !== undefined && origin !== `http://${host}`;
  const action = PAGE_ACTIONS.find((each) => each === form.get("action"));
  if (is_foreign || !isToken(form.get("token") ?? "")) return pageAnswer(403, "");
  if (action === undefined) return pageAnswer(400, "");
  const outcome = takePageAction(desk, action) ? "done" : "nothing";
  return redirectAnswer(`${CONTROL_PAGE_ADDRESS}?lang=${language}&outcome=${outcome}`);
}

function isToken(text: string): boolean {
  const [given, wanted] = [Buffer.from(text), Buffer.from(TOKEN)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
