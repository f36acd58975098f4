import type { ServerBuild } from "@remix-run/node";
import { ROLES, type Role } from "~/members/role";
import { ACCESS, declarationOf, type RouteName } from "./access.server";
import { type FieldSchema, formFields } from "./declared-form.server";
import type { Guarded } from "./guard.server";
import type { Method, RouteDeclaration } from "./route-declaration";

/** `anonymous` and `disabled` are states of a visit: neither has a session. */
type Visiting = "anonymous" | Role | "disabled";

/** One method of one route, as `npm run routes:manifest` prints it. Source: contract.md, Commands. */
export type ManifestRow = {
  method: Method;
  path: string;
  /** The status everybody gets on their own object with a form that is right; 404 where only the demo answers. */
  roles: Record<Visiting, number>;
  idParam: string | null;
  /** What the id names and whose it must be, with the status of an id that names nothing. */
  object: { kind: string; whose: "own" | "shared"; unknown: number } | null;
  form: Record<string, FieldSchema>;
  /** Fields of `form` that must be sent. */
  required: string[];
  query: readonly string[];
  effect: "none" | "write";
};

type BuiltRoutes = ServerBuild["routes"];
type BuiltRoute = BuiltRoutes[string];

const METHODS = ["GET", "POST"] as const;
const VISITING: readonly Visiting[] = ["anonymous", ...ROLES, "disabled"];

/** Every method of every route of the build, by path. */
export function routesManifest(routes: BuiltRoutes): ManifestRow[] {
  return addresses(routes)
    .filter((route) => nameOf(route) in ACCESS)
    .flatMap((route) => {
      const declaration = declarationOf(nameOf(route) as RouteName);
      return METHODS.filter((method) => declaration[method]).map((method) =>
        manifestRow(pathOf(routes, route), method, declaration),
      );
    })
    .sort((a, b) => (a.path === b.path ? compare(a.method, b.method) : compare(a.path, b.path)));
}

/** Where the build and the declarations differ, in words; nothing when every route is declared, guarded and there. */
export function declarationFaults(routes: BuiltRoutes): string[] {
  const built = new Map(addresses(routes).map((route) => [nameOf(route), route]));
  const undeclared = [...built.keys()].filter((name) => !(name in ACCESS));
  const missing = Object.keys(ACCESS).filter((name) => !built.has(name));
  return [
    ...undeclared.map((name) => `${name}: is a route without a declaration in app/routes/access.server.ts`),
    ...missing.map(
      (name) => `${name}: is declared in app/routes/access.server.ts, but app/routes.ts has no such route`,
    ),
    ...[...built]
      .filter(([name]) => name in ACCESS)
      .flatMap(([name, route]) => routeFaults(routes, route).map((fault) => `${name}: ${fault}`)),
    ...layouts(routes)
      .filter(({ module }) => module.action)
      .map(({ id }) => `${id}: is a frame around pages and may not have an action`),
  ];
}

function manifestRow(path: string, method: Method, declaration: RouteDeclaration): ManifestRow {
  const { object, form, query = [], has_writing_get } = declaration;
  const { fields, required } = form && method === "POST" ? formFields(form) : { fields: {}, required: [] };
  return {
    method,
    path,
    roles: Object.fromEntries(
      VISITING.map((role) => [role, statusOf(role, method, declaration)]),
    ) as ManifestRow["roles"],
    idParam: object?.param ?? null,
    object: object ? { kind: object.kind, whose: object.whose, unknown: object.unknown?.[method] ?? 404 } : null,
    form: fields,
    required,
    query,
    effect: method === "POST" || has_writing_get ? "write" : "none",
  };
}

function statusOf(role: Visiting, method: Method, { answers, is_demo_only, ...declaration }: RouteDeclaration): number {
  const permission = declaration[method] ?? [];
  if (is_demo_only) return 404;
  if (permission !== "everyone") {
    if (role === "anonymous" || role === "disabled") return 401;
    if (!permission.includes(role)) return 403;
  }
  return answers?.[method] ?? (method === "GET" ? 200 : 303);
}

function routeFaults(routes: BuiltRoutes, route: BuiltRoute): string[] {
  const { object, ...declaration } = declarationOf(nameOf(route) as RouteName);
  const path = pathOf(routes, route);
  const params = [...path.matchAll(/:(\w+)/g)].map(([, param]) => param);
  const is_named = params.length === (object ? 1 : 0) && params.every((param) => param === object?.param);
  return [
    ...METHODS.filter((method) => !isGuarded(route, method, declaration)).map(
      (method) => `${method} is not answered by a loader or action guarded under this name, as declared`,
    ),
    ...(is_named ? [] : [`${path} and the declared object name different ids`]),
  ];
}

/** A declared method is guarded under its route's own name; the other one refuses, or a page has none. */
function isGuarded(route: BuiltRoute, method: Method, declaration: RouteDeclaration): boolean {
  const answer = (method === "GET" ? route.module.loader : route.module.action) as
    | (Partial<Guarded> & { answers_only?: Method })
    | undefined;
  if (declaration[method]) return answer?.guards?.name === nameOf(route) && answer.guards.method === method;
  return answer ? answer.answers_only !== undefined && answer.answers_only !== method : method === "POST";
}

/** Routes that people reach: every one that is no frame around others. */
function addresses(routes: BuiltRoutes): BuiltRoute[] {
  const frames = new Set(layouts(routes));
  return Object.values(routes).filter((route) => !frames.has(route));
}

function layouts(routes: BuiltRoutes): BuiltRoute[] {
  const parents = new Set(Object.values(routes).map(({ parentId }) => parentId));
  return Object.values(routes).filter(({ id }) => parents.has(id));
}

/** `public/home` of `routes/public/home`. */
function nameOf({ id }: BuiltRoute): string {
  return id.replace(/^routes\//, "");
}

function pathOf(routes: BuiltRoutes, route: BuiltRoute): string {
  const parts: string[] = [];
  for (let at: BuiltRoute | undefined = route; at; at = routes[at.parentId ?? ""]) if (at.path) parts.unshift(at.path);
  return `/${parts.join("/")}`;
}

/** By code point: the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
