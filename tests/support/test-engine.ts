import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { inject } from "vitest";
import { createDatabase, dropDatabase, postgresUrl } from "./postgres-database";
import { TEMPLATE } from "./postgres-server";

/** A database of a test's own: its address, and how to remove it. Files go with their directory. */
export type OwnDatabase = { url: string; drop(): Promise<void> };

/** Which engine this run of the tests is about (`TEST_ENGINE`, where its server is to be had). */
export function testEngine(): "sqlite" | "postgres" {
  return inject("postgres_server") === "" ? "sqlite" : "postgres";
}

/** An address at which there is nothing yet: a file in `directory`, or an empty database of the server. */
export async function ownDatabase(directory: string): Promise<OwnDatabase> {
  if (testEngine() === "postgres") return serverDatabase();
  return { url: `file:${join(directory, "shangju.sqlite")}`, drop: async () => undefined };
}

/** A copy of the server's database at `url`, which nobody may be using. */
export function copyDatabase(url: string): Promise<OwnDatabase> {
  return serverDatabase(new URL(url).pathname.slice(1));
}

/** A database of the server with every migration and nothing in it. */
export function migratedServerDatabase(): Promise<OwnDatabase> {
  return serverDatabase(TEMPLATE);
}

async function serverDatabase(template?: string): Promise<OwnDatabase> {
  const server = inject("postgres_server");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await createDatabase(server, name, template);
  return { url: postgresUrl(server, name), drop: () => dropDatabase(server, name) };
}
