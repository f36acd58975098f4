import type { AppLoadContext } from "@remix-run/node";
import type { Person } from "~/members/person";
import { chooseLocale } from "~/messages/choose-locale";
import type { Locale } from "~/messages/locale";

/** Who asks, and in which language they are answered. */
export type Visitor = { person: Person | undefined; locale: Locale };

/** One look-up a request: the frame, the page and the rendering ask about the same visitor. */
const visitors = new WeakMap<AppLoadContext, Promise<Visitor>>();

/** The visitor behind a request. An action that changes who they are answers with a redirect, so this stays true. */
export function findVisitor(request: Request, context: AppLoadContext): Promise<Visitor> {
  const known = visitors.get(context);
  if (known) return known;
  const found = context.sessions
    .findPerson(request.headers.get("cookie"))
    .then((person) => ({ person, locale: wishedLocale(request, person) }));
  visitors.set(context, found);
  return found;
}

/** The language of an answer, also when the database cannot say who asks. */
export function findLocale(request: Request, context: AppLoadContext): Promise<Locale> {
  return findVisitor(request, context).then(
    ({ locale }) => locale,
    () => wishedLocale(request, undefined),
  );
}

function wishedLocale({ headers }: Request, person: Person | undefined): Locale {
  return chooseLocale({
    cookie_header: headers.get("cookie"),
    account: person,
    accept_language: headers.get("accept-language"),
  });
}
