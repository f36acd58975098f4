import { randomUUID } from "node:crypto";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { workDirectory } from "./bench-server";

/** A database's address, and how to remove it. */
export type Place = { url: string; drop(): Promise<void> };

/** One kind of database: makes empty ones, and copies that nobody has used yet. */
export type BenchEngine = { name: "sqlite" | "postgres"; create(): Promise<Place>; copy(of: Place): Promise<Place> };

/** SQLite, and PostgreSQL where `BENCH_POSTGRES_URL` names a server whose user may create databases. */
export function benchEngines(): BenchEngine[] {
  const server = process.env.BENCH_POSTGRES_URL;
  return [sqliteEngine(), ...(server ? [postgresEngine(server)] : [])];
}

function sqliteEngine(): BenchEngine {
  const create = async (): Promise<Place> => {
    const directory = workDirectory();
    const drop = async () => rmSync(directory, { recursive: true, force: true });
    return { url: `file:${join(directory, "shangju.sqlite")}`, drop };
  };
  const copy = async (of: Place): Promise<Place> => {
    const place = await create();
    copyFileSync(of.url.replace("file:", ""), place.url.replace("file:", ""));
    return place;
  };
  return { name: "sqlite", create, copy };
}

function postgresEngine(server: string): BenchEngine {
  const create = async (template = "template0"): Promise<Place> => {
    const name = `bench_${randomUUID().replaceAll("-", "")}`;
    await onServer(server, `create database ${name} template ${template}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    return { url: url.href, drop: () => onServer(server, `drop database ${name} with (force)`) };
  };
  return { name: "postgres", create: () => create(), copy: (of) => create(new URL(of.url).pathname.slice(1)) };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(statement);
  await client.end();
}
