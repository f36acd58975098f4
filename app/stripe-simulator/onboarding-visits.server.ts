import type { SimulatorDatabase } from "./simulator-database.server";

/** Once opened, the form stays usable for so long. */
const VISIT_LIFETIME_MS = 60 * 60_000;

export type OnboardingVisit = { account_id: string; visit: string; return_url: string | null; refresh_url: string };
type Row = Omit<OnboardingVisit, "visit"> & { token: string; visit: string | null; expires_at_ms: number };

/** Ways to the onboarding form. A link opens one visit; the visit's own address may be read again. */
export class OnboardingVisits {
  private readonly database: SimulatorDatabase;

  constructor(database: SimulatorDatabase) {
    this.database = database;
  }

  add(row: Row): void {
    this.database
      .prepare(
        "INSERT INTO onboarding_link (token, visit, account_id, return_url, refresh_url, expires_at_ms) VALUES (@token, @visit, @account_id, @return_url, @refresh_url, @expires_at_ms)",
      )
      .run(row);
  }

  /** Uses the link up: the visit's name where it was fresh, otherwise where to ask for another link. */
  open(token: string, visit: string, now_ms: number): { visit: string } | { refresh_url: string } | undefined {
    const row = this.database
      .prepare<[string], Row>("SELECT * FROM onboarding_link WHERE token = ? AND visit IS NULL")
      .get(token);
    if (row && row.expires_at_ms > now_ms) {
      this.database
        .prepare("UPDATE onboarding_link SET visit = ?, expires_at_ms = ? WHERE token = ?")
        .run(visit, now_ms + VISIT_LIFETIME_MS, token);
      return { visit };
    }
    return this.database
      .prepare<[string], { refresh_url: string }>("SELECT refresh_url FROM onboarding_link WHERE token = ?")
      .get(token);
  }

  findVisit(visit: string, now_ms: number): OnboardingVisit | undefined {
    return this.database
      .prepare<[string, number], OnboardingVisit>(
        "SELECT account_id, visit, return_url, refresh_url FROM onboarding_link WHERE visit = ? AND expires_at_ms > ?",
      )
      .get(visit, now_ms);
  }

  end(visit: string): void {
    this.database.prepare("UPDATE onboarding_link SET expires_at_ms = 0 WHERE visit = ?").run(visit);
  }
}
