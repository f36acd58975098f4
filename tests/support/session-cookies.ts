import { findPersonByEmail } from "~/members/members.queries.server";
import { createSessions } from "~/members/sessions.server";
import type { Clock } from "~/platform/clock.server";
import type { Database } from "~/platform/database.server";

/** The `cookie` headers of people who are signed in, without asking the server for their passwords. */
export async function sessionCookies(
  db: Database,
  people: readonly { email: string }[],
  clock: Clock,
): Promise<string[]> {
  const sessions = createSessions(db, false, clock);
  const cookies: string[] = [];
  for (const { email } of people) {
    const person = await findPersonByEmail(db.read, email);
    if (!person) throw new Error(`nobody has ${email}`);
    cookies.push((await sessions.open(person.id)).split(";")[0] ?? "");
  }
  return cookies;
}
