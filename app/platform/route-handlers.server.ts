import { type AppLoadContext, createRequestHandler, type ServerBuild } from "@remix-run/node";

type Handle = (request: Request, context: AppLoadContext) => Promise<Response>;
type Routes = ServerBuild["routes"];
type Mode = "production" | "development";

/**
 * Remix's handler for a build. It ranks every route of its table for every request, several times: so each first part of
 * an address (`offers`, `merchant`) has a table of its own, with its routes, the frames around them and whatever answers
 * any address. An address that no route begins with is answered from the whole table.
 */
export function createRouteHandlers(build: ServerBuild, mode: Mode): Handle {
  const whole = createRequestHandler(build, mode);
  const parts = new Map<string, Handle>();
  for (const part of new Set(leaves(build.routes).map((id) => firstPart(fullPath(build.routes, id))))) {
    if (!isAnything(part)) parts.set(part, createRequestHandler(partOf(build, part), mode));
  }
  return (request, context) => {
    // Remix's own scripts ask for the data of a page under its address with this ending
    const path = new URL(request.url).pathname.replace(/\.data$/, "");
    return (parts.get(firstPart(path)) ?? whole)(request, context);
  };
}

/** The build as if it had nothing but the addresses that begin with `part`. */
function partOf(build: ServerBuild, part: string): ServerBuild {
  const kept = new Set<string>();
  for (const leaf of leaves(build.routes)) {
    const begins_with = firstPart(fullPath(build.routes, leaf));
    if (begins_with === part || isAnything(begins_with)) for (const id of lineOf(build.routes, leaf)) kept.add(id);
  }
  const only = <T>(each: Record<string, T>) => Object.fromEntries(Object.entries(each).filter(([id]) => kept.has(id)));
  return { ...build, routes: only(build.routes), assets: { ...build.assets, routes: only(build.assets.routes) } };
}

/** Routes that are no frame around others. */
function leaves(routes: Routes): string[] {
  const frames = new Set(Object.values(routes).map((route) => route?.parentId));
  return Object.keys(routes).filter((id) => !frames.has(id));
}

/** A route and the frames around it, innermost first. */
function lineOf(routes: Routes, leaf: string): string[] {
  const line: string[] = [];
  for (let id: string | undefined = leaf; id !== undefined; id = routes[id]?.parentId) line.push(id);
  return line;
}

function fullPath(routes: Routes, leaf: string): string {
  const paths = lineOf(routes, leaf).flatMap((id) => routes[id]?.path || []);
  return `/${paths.reverse().join("/")}`;
}

function firstPart(path: string): string {
  return path.split("/")[1] ?? "";
}

function isAnything(part: string): boolean {
  return part === "*" || part.startsWith(":");
}
