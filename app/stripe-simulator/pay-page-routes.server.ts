import type { IncomingMessage } from "node:http";
import { ApiFailure } from "./api-failure";
import { type PageAnswer, pageAnswer, redirectAnswer } from "./hosted-page";
import { choicePage, closedPage, missingPage, type PayPage, successAddress, verifyPage } from "./pay-page";
import { pageLanguage } from "./pay-page-texts";
import { PAY_CHOICES, type PayChoice, type PayOutcome, paySession } from "./pay-session.server";
import { isPaymentMethod } from "./payment-methods";
import type { Processor } from "./processor.server";
import { BY_ITSELF } from "./turn";

/** Checkout waits up to ten seconds for the webhook before it sends the payer back (docs.stripe.com/checkout/fulfillment). */
const WEBHOOK_WAIT_MS = 10_000;

/** GET and POST of `/c/pay/:session` and GET of `/c/pay/:session/verify`: the page a payer sees. */
export async function answerPayPage(
  processor: Processor,
  request: IncomingMessage,
  url: URL,
  body: string,
): Promise<PageAnswer> {
  const [session_id = "", place] = url.pathname.slice("/c/pay/".length).split("/");
  processor.catchUp();
  const page = openPage(processor, request, url, session_id);
  if (!page || (place !== undefined && place !== "verify"))
    return sessionAnswer(404, missingPage(languageOf(request, url, null)), undefined);
  if (request.method === "POST") return await answerChoice(processor, page, new URLSearchParams(body));
  if (request.method !== "GET" && request.method !== "HEAD") return sessionAnswer(405, "", page);
  if (page.session.status !== "open") return sessionAnswer(200, closedPage(page), page);
  return sessionAnswer(
    200,
    place === "verify" ? verifyPage(page) : choicePage(page, url.searchParams.has("declined")),
    page,
  );
}

function openPage(processor: Processor, request: IncomingMessage, url: URL, session_id: string): PayPage | undefined {
  return processor.read((turn) => {
    const session = turn.objects.find("checkout.session", session_id);
    return (
      session && {
        session,
        language: languageOf(request, url, session.locale),
        lines: turn.objects.childrenOf("item", session_id),
      }
    );
  });
}

function languageOf(request: IncomingMessage, url: URL, locale: string | null): PayPage["language"] {
  return pageLanguage(url.searchParams.get("lang"), locale, request.headers["accept-language"]);
}

async function answerChoice(processor: Processor, page: PayPage, form: URLSearchParams): Promise<PageAnswer> {
  const choice = PAY_CHOICES.find((candidate) => candidate === form.get("method"));
  if (choice === undefined) return sessionAnswer(400, choicePage(page, false), page);
  const outcome = pay(processor, page, choice, form.get("wallet"));
  switch (outcome.kind) {
    case "completed":
      await processor.sender?.attempted(outcome.event.id, WEBHOOK_WAIT_MS);
      return redirect(successAddress(outcome.session));
    case "closed":
      return sessionAnswer(409, closedPage({ ...page, session: outcome.session }), page);
    case "verify":
      return redirect(`/c/pay/${page.session.id}/verify?lang=${page.language}`);
    case "declined":
      return redirect(`/c/pay/${page.session.id}?lang=${page.language}&declined=1`);
    case "not-offered":
      return sessionAnswer(400, choicePage(page, false), page);
  }
}

function pay(processor: Processor, page: PayPage, choice: PayChoice, wallet: string | null): PayOutcome {
  const method = wallet !== null && isPaymentMethod(wallet) ? wallet : undefined;
  return processor.run(BY_ITSELF, (turn) => paySession(turn, page.session.id, choice, method));
}

function redirect(location: string): PageAnswer {
  return redirectAnswer(headerText(location));
}

function sessionAnswer(status: number, body: string, page: PayPage | undefined): PageAnswer {
  return pageAnswer(status, body, [page?.session.success_url, page?.session.cancel_url]);
}

/** Addresses may hold characters a header cannot; `new URL` writes them as percent escapes. */
function headerText(location: string): string {
  if (location.startsWith("/")) return location;
  if (!URL.canParse(location)) throw new ApiFailure(500, "api_error", "The session's address cannot be followed.");
  return new URL(location).href;
}
