import { type AppLoadContext, createRequestHandler, type ServerBuild } from "@remix-run/node";

type Handle = (request: Request, context: AppLoadContext) => Promise<Response>;

const MACHINE_ROUTES = "routes/machine/";

/**
 * Remix's handler for a build. It ranks every route of its table for every request, several times; what other programs
 * ask for again and again (webhooks, probes) is looked up in a table of its own, which holds nothing else.
 */
export function createRouteHandlers(build: ServerBuild, mode: "production" | "development"): Handle {
  const whole = createRequestHandler(build, mode);
  const routes = Object.fromEntries(
    Object.entries(build.routes).filter(([id]) => id === "root" || id.startsWith(MACHINE_ROUTES)),
  );
  const machine = createRequestHandler({ ...build, routes }, mode);
  const machine_paths = new Set(Object.values(routes).flatMap((route) => (route?.path ? [`/${route.path}`] : [])));
  return (request, context) => (machine_paths.has(new URL(request.url).pathname) ? machine : whole)(request, context);
}
