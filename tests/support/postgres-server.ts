import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import { migrateToLatest } from "#db/migrate";
import { freePort } from "#tests/support/free-port";
import { openDatabase } from "~/platform/database.server";
import { sqliteUnfitness } from "~/platform/fit-node.server";
import { createDatabase, dropDatabase, isAnswering, postgresUrl } from "./postgres-database";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the PostgreSQL server the tests run on; empty where they run on SQLite. */
    postgres_server: string;
  }
}

/** The migrated database that every test's own is cloned from. */
export const TEMPLATE = "shangju_template";
const START_WITHIN_MS = 30_000;
/** The newest Debian keeps its servers here, outside the path. */
const DEBIAN_SERVERS = "/usr/lib/postgresql";

/**
 * Once per run of the tests: with `TEST_ENGINE=postgres` a PostgreSQL server of their own, which is gone afterwards
 * (or the one that `TEST_POSTGRES_URL` names). Where there is none to be had, the tests run on SQLite and say so.
 */
export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  const unfitness = sqliteUnfitness(process.version);
  if (unfitness) throw new Error(unfitness);
  if (process.env.TEST_ENGINE !== "postgres") {
    project.provide("postgres_server", "");
    return undefined;
  }
  const named = process.env.TEST_POSTGRES_URL;
  const binaries = findBinaries();
  if (!named && !binaries) {
    if (process.env.TEST_POSTGRES_REQUIRED) throw new Error("PostgreSQL is not installed, and this run is about it");
    console.info("PostgreSQL is not installed (Debian: apt-get install postgresql): the tests run on SQLite");
    project.provide("postgres_server", "");
    return undefined;
  }
  const server = named ? { url: named, stop: () => undefined } : await startServer(binaries ?? "");
  await prepareTemplate(server.url);
  console.info("the tests run on PostgreSQL");
  project.provide("postgres_server", server.url);
  return server.stop;
}

function findBinaries(): string | undefined {
  const versions = existsSync(DEBIAN_SERVERS)
    ? readdirSync(DEBIAN_SERVERS).sort((one, other) => Number(other) - Number(one))
    : [];
  const places = [
    ...versions.map((version) => join(DEBIAN_SERVERS, version, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  return places.find((place) => existsSync(join(place, "initdb")) && existsSync(join(place, "postgres")));
}

/** A server on loopback whose files lie in a directory of its own; it promises no durability, as only tests may. */
async function startServer(binaries: string): Promise<{ url: string; stop: () => void }> {
  const directory = mkdtempSync(join(tmpdir(), "shangju-postgres-"));
  const owner = serverOwner();
  if (owner) chownSync(directory, owner.uid, owner.gid);
  const data = join(directory, "data");
  const initial = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  execFileSync(join(binaries, "initdb"), initial, { ...owner, cwd: directory, stdio: ["ignore", "ignore", "inherit"] });
  const port = await freePort();
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${directory}`];
  settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300");
  // hundreds of databases that live for a second: nobody cleans them up, and nothing of them must survive
  settings.push(
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=8GB",
    "checkpoint_timeout=1h",
  );
  const flags = settings.flatMap((setting) => ["-c", setting]);
  const server = spawn(join(binaries, "postgres"), ["-D", data, ...flags], {
    ...owner,
    cwd: directory,
    stdio: "ignore",
  });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const stop = () => {
    server.kill("SIGQUIT");
    rmSync(directory, { recursive: true, force: true, maxRetries: 20 });
  };
  await untilAnswering(url).catch((error: unknown) => {
    stop();
    throw error;
  });
  return { url, stop };
}

/** PostgreSQL refuses to run as root: there it runs as the user that its package made. */
function serverOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

async function untilAnswering(server: string): Promise<void> {
  const started_ms = performance.now();
  while (!(await isAnswering(server))) {
    if (performance.now() - started_ms > START_WITHIN_MS) throw new Error("the PostgreSQL server did not start");
    await sleep(50);
  }
}

async function prepareTemplate(server: string): Promise<void> {
  await dropDatabase(server, TEMPLATE);
  await createDatabase(server, TEMPLATE);
  const db = openDatabase(postgresUrl(server, TEMPLATE));
  await migrateToLatest(db.write);
  await db.destroy();
}
