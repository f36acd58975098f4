import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import * as build from "virtual:remix/server-build";
import sirv from "sirv";
import { readEnvironment } from "#db/environment";
import { listPendingMigrations } from "#db/migrate";
import { ensureSimulator, webhookTargets } from "#db/simulator";
import { findCommunity } from "~/alliance/alliance.queries.server";
import { startWorker, type Worker } from "~/jobs/worker.server";
import { createSessions, type Sessions } from "~/members/sessions.server";
import { chooseLocale } from "~/messages/choose-locale";
import { publicVersionQuery } from "~/offers/offers.queries.server";
import { isDatabaseUnavailable } from "~/platform/database-error.server";
import { createHttpServer } from "~/platform/http-server.server";
import { createRequestListener } from "~/platform/request-listener.server";
import { createSecurityHeaders, type HeaderPolicy } from "~/platform/security-headers.server";
import { readSettings, SETTINGS_EXIT_CODE, type Settings, SettingsError } from "~/platform/settings.server";
import type { SharedPageRules } from "~/platform/shared-pages.server";
import { createServices, type Services } from "~/platform/singletons.server";
import { SHARED_PAGES } from "./routes/shared-pages.server";

type Running = { worker: Worker; services: Services; simulator: Awaited<ReturnType<typeof startDemoSimulator>> };
type Mode = "production" | "development";
type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const DRAIN_LIMIT_MS = 10_000;

/** Production entry: `remix vite:build` emits it as build/server/index.js. */
async function main(): Promise<void> {
  const settings = readSettings(readEnvironment());
  const running = await startProduct(settings);
  const { services } = running;
  const answer = withAssets(createListener(running, "production"), running);
  const server = createHttpServer(answer, headerPolicy(settings, "production"), services.log);
  server.once("error", failStart);
  server.listen(settings.port, settings.host, () => {
    services.log.info({ address: settings.origin, took_ms: Math.round(performance.now()) }, "listening");
  });
  const stop = () => void drain(server, running);
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

/**
 * For `npm run dev`: this very code, which Vite loads anew after every edit. Database, worker and simulator outlive an
 * edit on `globalThis`, unless it changed their own code: then they are closed and started again.
 */
export function openDevelopment(): Promise<Listener> {
  const makers = [createServices, startWorker, ensureSimulator];
  const kept = globalThis.shangju_development;
  const is_current = kept !== undefined && makers.every((maker, index) => maker === kept.makers[index]);
  const running = is_current ? kept.running : restartProduct(kept?.running);
  globalThis.shangju_development = { makers, running };
  development ??= running.then((each) => createListener(each, "development"));
  // what could not start is tried again with the next page
  development.catch(() => {
    development = undefined;
    globalThis.shangju_development = undefined;
  });
  return development;
}

let development: Promise<Listener> | undefined;

declare global {
  var shangju_development: { makers: readonly unknown[]; running: Promise<Running> } | undefined;
}

async function restartProduct(before: Promise<Running> | undefined): Promise<Running> {
  // one that never started has nothing to close
  const running = await before?.catch(() => undefined);
  await running?.worker.stop();
  await running?.simulator?.close();
  await running?.services.db.destroy();
  return startProduct(readSettings(readEnvironment()));
}

/** Everything that runs beside the pages. */
async function startProduct(settings: Settings): Promise<Running> {
  const services = createServices(settings);
  await requireReadyDatabase(services);
  const simulator = settings.is_demo ? await startDemoSimulator(settings) : undefined;
  return { services, simulator, worker: startWorker(services) };
}

function createListener({ services, worker }: Running, mode: Mode): Listener {
  const { settings, db, clock, log } = services;
  const sessions = createSessions(db, settings.origin.startsWith("https:"), clock);
  return createRequestListener({
    loadBuild: async () => build,
    loadContext: (facts) => ({ ...facts, services, sessions, worker }),
    policy: headerPolicy(settings, mode),
    trusted_proxy_count: settings.trusted_proxy_count,
    log,
    // an edit must be seen at once
    ...(mode === "production" && { shared_pages: sharedPages(db, sessions) }),
  });
}

function sharedPages(db: Services["db"], sessions: Sessions): SharedPageRules {
  return {
    pages: SHARED_PAGES,
    isSomebody: sessions.isCarriedBy,
    variantOf: ({ cookie, "accept-language": accept_language }) =>
      chooseLocale({ cookie_header: cookie, account: undefined, accept_language }),
    readVersion: publicVersionQuery(db.read),
  };
}

function headerPolicy({ origin, stripe }: Settings, mode: Mode): HeaderPolicy {
  return { origin, checkout_origin: stripe.api_base?.origin, is_dev: mode === "development" };
}

/** Answers with a file of the build where there is one, otherwise with `answer`. */
function withAssets(answer: Listener, { services }: Running): Listener {
  const headers = createSecurityHeaders(headerPolicy(services.settings, "production"))("");
  const assets = sirv(fileURLToPath(new URL("../client", import.meta.url)), {
    etag: true,
    gzip: true,
    setHeaders: (response, path) => {
      const is_hashed = path.startsWith("/assets/");
      response.setHeader("cache-control", is_hashed ? "public, max-age=31536000, immutable" : "public, max-age=3600");
    },
  });
  return async (request, response) => {
    // only files have a dot in their names; a page's address needs no look into the build
    const may_be_file = request.url?.includes(".") && (request.method === "GET" || request.method === "HEAD");
    if (!may_be_file) return answer(request, response);
    // a part of a file is never needed, and a range that runs backwards makes sirv throw
    delete request.headers.range;
    for (const [name, value] of headers) response.setHeader(name, value);
    response.setHeader("x-request-id", randomUUID());
    assets(request, response, () => void answer(request, response));
  };
}

async function requireReadyDatabase({ db, settings }: Services): Promise<void> {
  const pending = await listPendingMigrations(db.write);
  if (pending.length > 0)
    throw new SettingsError("DATABASE_URL", "the database is not up to date: run `npm run db:migrate`");
  const community = await findCommunity(db.read);
  if (!community) {
    throw new SettingsError("DATABASE_URL", "the database has no community: run `npm run setup` (or `npm run demo`)");
  }
  if (settings.is_demo && community.is_demo === 0) {
    throw new SettingsError("DEMO", "this database is a real community's: the demo lets anybody sign in as anybody");
  }
}

/** The demo brings its payment processor with it; after a kill it comes back with the server. */
function startDemoSimulator({ stripe, database_url, origin }: Settings) {
  return ensureSimulator({ stripe, database_url, ...webhookTargets(origin, readEnvironment()) });
}

/** Refuses new connections, lets requests in flight finish, closes the books, and is gone within ten seconds. */
async function drain(server: Server, running: Running): Promise<void> {
  const { services, worker, simulator } = running;
  services.log.info("draining");
  const hard_stop = setTimeout(() => process.exit(1), DRAIN_LIMIT_MS);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.all([closed, worker.stop()]);
  await simulator?.close();
  await services.db.destroy();
  clearTimeout(hard_stop);
  services.log.info("stopped");
  process.exit(0);
}

function failStart(error: unknown): never {
  if (error instanceof SettingsError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(SETTINGS_EXIT_CODE);
  }
  if (isDatabaseUnavailable(error)) {
    const { message, cause } = error as Error;
    process.stderr.write(`DATABASE_URL: ${message}${cause instanceof Error ? `: ${cause.message}` : ""}\n`);
    process.exit(1);
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

// the build is JavaScript; in development nothing starts before a page is asked for
if (import.meta.url.endsWith(".js")) main().catch(failStart);
