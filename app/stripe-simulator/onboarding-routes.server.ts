import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { capabilityOf, setCapability } from "./accounts.server";
import { type PageAnswer, pageAnswer, redirectAnswer } from "./hosted-page";
import type { OnboardingVisit } from "./onboarding-links.server";
import { goneLinkPage, onboardingPage } from "./onboarding-page";
import { pageLanguage } from "./pay-page-texts";
import type { Processor } from "./processor.server";
import { BY_ITSELF } from "./turn";

const ROOT = "/connect/onboarding/";

/**
 * `/connect/onboarding/:link` uses the link up and leads to `/connect/onboarding/visit/:visit`, which may be read again
 * in either language and ends with one of its buttons.
 */
export function answerOnboarding(processor: Processor, request: IncomingMessage, url: URL, body: string): PageAnswer {
  const [first = "", second] = url.pathname.slice(ROOT.length).split("/");
  const language = pageLanguage(url.searchParams.get("lang"), null, request.headers["accept-language"]);
  processor.catchUp();
  if (first !== "visit") {
    // A HEAD looks without opening: the link stays good.
    const opened = request.method === "GET" ? openLink(processor, first) : undefined;
    return opened ?? pageAnswer(404, goneLinkPage(language));
  }
  const visit = processor.read((turn) => turn.links.findVisit(second ?? "", turn.now_ms));
  if (visit === undefined) return pageAnswer(404, goneLinkPage(language));
  if (request.method === "POST") return endVisit(processor, visit, new URLSearchParams(body).get("answer"));
  const name = processor.read((turn) => turn.objects.get("v2.core.account", visit.account_id).display_name);
  const page = onboardingPage(language, name ?? visit.account_id, `${ROOT}visit/${visit.visit}`);
  return pageAnswer(200, page, [visit.return_url, visit.refresh_url]);
}

function openLink(processor: Processor, token: string): PageAnswer | undefined {
  const visit = randomBytes(24).toString("base64url");
  const opened = processor.run(BY_ITSELF, (turn) => turn.links.open(token, visit, turn.now_ms));
  if (opened === undefined) return undefined;
  return redirectAnswer("visit" in opened ? `${ROOT}visit/${opened.visit}` : new URL(opened.refresh_url).href);
}

function endVisit(processor: Processor, visit: OnboardingVisit, answer: string | null): PageAnswer {
  processor.run(BY_ITSELF, (turn) => {
    const account = turn.objects.get("v2.core.account", visit.account_id);
    const is_possible = !account.closed && capabilityOf(account)?.status !== "unsupported";
    if (is_possible && answer === "complete") setCapability(turn, visit.account_id, "active");
    if (is_possible && answer === "missing") setCapability(turn, visit.account_id, "restricted");
    turn.links.end(visit.visit);
  });
  return redirectAnswer(new URL(visit.return_url ?? visit.refresh_url).href);
}
