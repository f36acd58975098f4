import { sql } from "kysely";
import { type Database, openDatabase } from "~/platform/database.server";

/** The address of database `name` on the server that `server` names. */
export function postgresUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Makes a database: empty and sorted by code points, as the README asks, or a copy of `template`. */
export async function createDatabase(server: string, name: string, template?: string): Promise<void> {
  const origin = template ? `template ${template}` : "template template0 encoding 'UTF8' locale 'C'";
  await onServer(server, (db) => sql.raw(`create database ${name} ${origin}`).execute(db.write));
}

/** Removes a database, and whoever is still connected to it. */
export async function dropDatabase(server: string, name: string): Promise<void> {
  await onServer(server, (db) => sql.raw(`drop database if exists ${name} with (force)`).execute(db.write));
}

/** True when a server answers at `server`. */
export async function isAnswering(server: string): Promise<boolean> {
  return onServer(server, (db) => sql`select 1`.execute(db.read)).then(
    () => true,
    () => false,
  );
}

/** Works on the server that `server` names, through the database in its address. */
export async function onServer<T>(server: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase(server);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
