import type { ProductServer } from "#tests/support/product-server";
import { sessionCookies } from "#tests/support/session-cookies";
import { Visitor } from "#tests/support/visitor";
import { systemClock } from "~/platform/clock.server";
import { openDatabase } from "~/platform/database.server";

/** Visitors who are signed in already, without asking the server for their passwords: hundreds in a second. */
export async function signedInVisitors(
  server: ProductServer,
  people: readonly { email: string }[],
): Promise<Visitor[]> {
  const db = openDatabase(server.env.DATABASE_URL ?? "");
  try {
    const cookies = await sessionCookies(db, people, systemClock);
    return cookies.map((cookie) => {
      const [name = "", value = ""] = cookie.split("=");
      const at = { address: server.origin, cookies: new Map([[name, value]]) };
      return new Visitor(server.origin, {}, at);
    });
  } finally {
    await db.destroy();
  }
}
