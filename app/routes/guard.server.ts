import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from "@remix-run/node";
import type * as z from "zod";
import type { Community } from "~/alliance/community";
import type { Worker } from "~/jobs/worker.server";
import type { Instant } from "~/kernel/instant";
import { hasRole, merchantOf, type Person } from "~/members/person";
import type { Sessions } from "~/members/sessions.server";
import type { Locale } from "~/messages/locale";
import type { DateText, Translator } from "~/messages/translator.server";
import { cleanText, isCleanText } from "~/platform/clean-text.server";
import { isSentFromElsewhere } from "~/platform/sent-from-elsewhere.server";
import type { Services } from "~/platform/singletons.server";
import { type ACCESS, declarationOf, type RouteName } from "./access.server";
import { answerOrComeBack } from "./come-back.server";
import { formFields, isSchema } from "./declared-form.server";
import { parseFields, type ReadForm } from "./form.server";
import { isOwnObject } from "./own-object.server";
import { requirePostedFields } from "./posted-fields.server";
import { getCommunityOf, wordsIn } from "./read-once.server";
import type { Forms, Method, RouteDeclaration } from "./route-declaration";
import { findVisitor } from "./visitor.server";

declare module "@remix-run/node" {
  interface Future {
    v3_singleFetch: true;
  }
  interface AppLoadContext {
    services: Services;
    sessions: Sessions;
    worker: Worker;
    /** Absent where the page is the same for everybody. */
    nonce: string | undefined;
    request_id: string;
    ip: string;
    is_from_here: boolean;
    setHeader: (name: string, value: string) => void;
  }
}

/** A request as other programs make it: nothing is read to find out who asks. `url` has the declared parameters only, cleaned. */
type Call = {
  request: Request;
  url: URL;
  params: Readonly<Record<string, string | undefined>>;
  context: AppLoadContext;
  services: Services;
  now: Instant;
};

/** One request by a person, with everything a route may need to answer it. */
export type Visit = Call & {
  community: Community;
  person: Person | undefined;
  locale: Locale;
  t: Translator;
  dates: DateText;
};

/** A visit by somebody who may be here. `merchant_id` is the shop they act for, and empty outside shops. */
export type MemberVisit = Omit<Visit, "person"> & { person: Person; merchant_id: string };

type VisitOf<Name extends RouteName, M extends Method> =
  (typeof ACCESS)[Name] extends Record<M, "everyone">
    ? (typeof ACCESS)[Name] extends { is_for_machines: true }
      ? Call
      : Visit
    : MemberVisit;

/** Reads a declared form; where a route declares several, by the name of one. */
type FormReader<F> = F extends z.ZodType
  ? () => ReadForm<z.output<F>>
  : <Which extends keyof F>(which: Which) => ReadForm<F[Which] extends z.ZodType ? z.output<F[Which]> : never>;

/** What was posted: the declared fields, cleaned, and the declared schema's reading of them. */
type Posted<Name extends RouteName> = (typeof ACCESS)[Name] extends { form: infer F }
  ? { fields: FormData; readForm: FormReader<F> }
  : unknown;

/** What a guarded loader or action was made for, so that the build can compare it with the declarations. */
export type Guarded = { guards: { name: RouteName; method: Method } };

/** A loader that answers only those whom the access table names. */
export function guardedLoader<Name extends RouteName, T>(
  name: Name,
  answer: (visit: VisitOf<Name, "GET">) => Promise<T>,
) {
  const loader = (args: LoaderFunctionArgs): Promise<T> =>
    answerOrComeBack(args, async () => answer((await admit(name, "GET", args)) as VisitOf<Name, "GET">));
  return Object.assign(loader, { guards: { name, method: "GET" } } as const);
}

/** An action that answers only those whom the access table names, and gets only what it declares. */
export function guardedAction<Name extends RouteName, T>(
  name: Name,
  answer: (visit: VisitOf<Name, "POST"> & Posted<Name>) => Promise<T>,
) {
  const action = (args: ActionFunctionArgs): Promise<T> =>
    answerOrComeBack(args, async () => {
      const visit = await admit(name, "POST", args);
      const posted = "t" in visit ? await requirePosted(name, visit) : undefined;
      return answer({ ...visit, ...posted } as unknown as VisitOf<Name, "POST"> & Posted<Name>);
    });
  return Object.assign(action, { guards: { name, method: "POST" } } as const);
}

async function admit(name: RouteName, method: Method, args: LoaderFunctionArgs): Promise<Call | Visit | MemberVisit> {
  const declaration = declarationOf(name);
  const permission = declaration[method];
  if (!permission) throw new Response(null, { status: 405 });
  if (permission === "everyone" && declaration.is_for_machines) return openCall(args, declaration);
  const visit = await openVisit(args, declaration);
  if (permission === "everyone") return visit;
  const { person } = visit;
  if (!person) throw new Response(null, { status: 401, statusText: "Unauthorized" });
  if (!permission.some((role) => hasRole(person, role))) throw new Response(null, { status: 403 });
  if (declaration.has_writing_get) requireOwnPages(visit);
  const member = { ...visit, person, merchant_id: merchantOf(person, permission) ?? "" };
  await requireOwnObject(member, declaration);
  return member;
}

function openCall({ request, params, context }: LoaderFunctionArgs, declaration: RouteDeclaration): Call {
  const { services } = context;
  if (declaration.is_demo_only && !services.settings.is_demo) throw notFound();
  // an id with a NUL in it names nothing, and PostgreSQL would not even look
  if (Object.values(params).some((param) => param !== undefined && !isCleanText(param))) throw notFound();
  return { request, url: declaredAddress(request.url, declaration), params, context, services, now: services.clock() };
}

async function openVisit(args: LoaderFunctionArgs, declaration: RouteDeclaration): Promise<Visit> {
  const call = openCall(args, declaration);
  const { request, context } = args;
  const [community, { person, locale }] = await Promise.all([getCommunityOf(context), findVisitor(request, context)]);
  return { ...call, community, person, locale, ...wordsIn(locale, community.zone) };
}

/** The address with the declared parameters only, each once and cleaned. */
function declaredAddress(address: string, { query = [] }: RouteDeclaration): URL {
  const url = new URL(address);
  const sent = url.searchParams;
  const seen = query.filter((name) => sent.has(name)).map((name) => [name, cleanText(sent.get(name) ?? "")]);
  url.search = new URLSearchParams(seen).toString();
  return url;
}

/** A GET that writes: a link somebody followed may lead here from the pay page, another site's script or picture may not. */
function requireOwnPages({ request: { headers }, services }: Visit): void {
  const is_followed_link = headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document";
  const sec_fetch_site = is_followed_link ? null : headers.get("sec-fetch-site");
  if (isSentFromElsewhere({ origin: headers.get("origin"), sec_fetch_site }, services.settings.origin)) {
    throw new Response(null, { status: 403 });
  }
}

async function requireOwnObject(
  { services, person, merchant_id, params }: MemberVisit,
  { object }: RouteDeclaration,
): Promise<void> {
  if (object?.whose !== "own") return;
  const asker = { person_id: person.id, merchant_id };
  if (!(await isOwnObject(services.db.read, object.kind, asker, params[object.param] ?? ""))) throw notFound();
}

async function requirePosted(name: RouteName, { request, t }: Visit) {
  const { form, has_raw_body } = declarationOf(name);
  if (has_raw_body) return undefined;
  const fields = await requirePostedFields(request, new Set(form ? Object.keys(formFields(form).fields) : []));
  return { fields, readForm: (which?: string) => parseFields(fields, schemaOf(form, which), t) };
}

function schemaOf(form: Forms | undefined, which = ""): z.ZodType {
  const schema = form && (isSchema(form) ? form : form[which]);
  if (!schema) throw new Error(`the route declares no form ${which}`);
  return schema;
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
