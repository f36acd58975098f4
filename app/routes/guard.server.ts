import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from "@remix-run/node";
import { getCommunity } from "~/alliance/alliance.queries.server";
import type { Community } from "~/alliance/community";
import type { Worker } from "~/jobs/worker.server";
import type { Instant } from "~/kernel/instant";
import { hasRole, merchantOf, type Person } from "~/members/person";
import type { Role } from "~/members/role";
import type { Sessions } from "~/members/sessions.server";
import type { Locale } from "~/messages/locale";
import { type DateText, dateTextFor, type Translator, translatorFor } from "~/messages/translator.server";
import { DatabaseBusyError } from "~/platform/database.server";
import { isDatabaseBusy, isDatabaseUnavailable } from "~/platform/database-error.server";
import type { Services } from "~/platform/singletons.server";
import { ACCESS, type RouteName } from "./access";
import { findVisitor } from "./visitor.server";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
  interface AppLoadContext {
    services: Services;
    sessions: Sessions;
    worker: Worker;
    nonce: string;
    request_id: string;
    ip: string;
    setHeader: (name: string, value: string) => void;
  }
}

/** One request, with everything a route may need to answer it. */
export type Visit = {
  request: Request;
  url: URL;
  params: Readonly<Record<string, string | undefined>>;
  context: AppLoadContext;
  services: Services;
  community: Community;
  person: Person | undefined;
  locale: Locale;
  t: Translator;
  dates: DateText;
  now: Instant;
};

/** A visit by somebody who may be here. `merchant_id` is the shop they act for, and empty outside shops. */
export type MemberVisit = Omit<Visit, "person"> & { person: Person; merchant_id: string };

type Method = "GET" | "POST";
type VisitOf<Name extends RouteName, M extends Method> =
  (typeof ACCESS)[Name] extends Record<M, "everyone"> ? Visit : MemberVisit;

/** A loader that answers only those whom the access table names. */
export function guardedLoader<Name extends RouteName, T>(
  name: Name,
  answer: (visit: VisitOf<Name, "GET">) => Promise<T>,
) {
  return (args: LoaderFunctionArgs): Promise<T> =>
    answerOrComeBack(args, async () => answer((await admit(name, "GET", args)) as VisitOf<Name, "GET">));
}

/** An action that answers only those whom the access table names. */
export function guardedAction<Name extends RouteName, T>(
  name: Name,
  answer: (visit: VisitOf<Name, "POST">) => Promise<T>,
) {
  return (args: ActionFunctionArgs): Promise<T> =>
    answerOrComeBack(args, async () => answer((await admit(name, "POST", args)) as VisitOf<Name, "POST">));
}

/** A database that is locked or full answers 503: nothing was written, the same request may succeed in a moment. */
async function answerOrComeBack<T>({ context }: LoaderFunctionArgs, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseBusyError || isDatabaseBusy(error) || isDatabaseUnavailable(error)) {
      context.setHeader("retry-after", "5");
      throw new Response(null, { status: 503 });
    }
    throw error;
  }
}

async function admit(name: RouteName, method: Method, args: LoaderFunctionArgs): Promise<Visit | MemberVisit> {
  const access: { GET?: "everyone" | readonly Role[]; POST?: "everyone" | readonly Role[] } = ACCESS[name];
  const permission = access[method];
  if (!permission) throw new Response(null, { status: 405 });
  const visit = await openVisit(args);
  if (permission === "everyone") return visit;
  const { person } = visit;
  if (!person) throw new Response(null, { status: 401, statusText: "Unauthorized" });
  if (!permission.some((role) => hasRole(person, role))) throw new Response(null, { status: 403 });
  return { ...visit, person, merchant_id: merchantOf(person, permission) ?? "" };
}

async function openVisit({ request, params, context }: LoaderFunctionArgs): Promise<Visit> {
  const { services } = context;
  const community = await getCommunity(services.db.read);
  const { person, locale } = await findVisitor(request, context);
  return {
    request,
    url: new URL(request.url),
    params,
    context,
    services,
    community,
    person,
    locale,
    t: translatorFor(locale),
    dates: dateTextFor(locale, community.zone),
    now: services.clock(),
  };
}

/** 404 for what is not there and for what is not yours to see: the two look alike. */
export function notFound(): Response {
  return new Response(null, { status: 404 });
}

/** Throws 404 unless there is something; for objects that belong to somebody. */
export function requireFound<T>(found: T | undefined): T {
  if (found === undefined) throw notFound();
  return found;
}
