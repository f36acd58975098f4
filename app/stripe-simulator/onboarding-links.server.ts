import { malformed, refused } from "./api-failure";
import type { FormReader } from "./form-reader";
import type { SimulatorDatabase } from "./simulator-database.server";
import type { Turn } from "./turn";

const LINK_LIFETIME_MS = 5 * 60_000;
/** Once opened, the form stays usable for so long. */
const VISIT_LIFETIME_MS = 60 * 60_000;

export type OnboardingVisit = { account_id: string; visit: string; return_url: string | null; refresh_url: string };
type Row = Omit<OnboardingVisit, "visit"> & { token: string; visit: string | null; expires_at_ms: number };

/** POST /v2/core/account_links: one way to the hosted onboarding, for one visit within five minutes. */
export function createAccountLink(turn: Turn, form: FormReader) {
  const account_id = form.requiredText("account");
  const use_case = form.table("use_case");
  const type = use_case.choice("type", ["account_onboarding", "account_update"]) ?? "account_onboarding";
  const wish = use_case.table(type);
  wish.texts("configurations");
  const fields = wish.table("collection_options").choice("fields", ["currently_due", "eventually_due"]);
  const refresh_url = webAddress(wish.requiredText("refresh_url"));
  const return_url = wish.has("return_url") ? webAddress(wish.requiredText("return_url")) : null;
  form.refuseUnknown();
  const account = turn.objects.get("v2.core.account", account_id, "account");
  if (account.closed) throw refused("This account is closed.");
  const token = turn.mintId("acclnk_");
  const expires_at_ms = turn.now_ms + LINK_LIFETIME_MS;
  turn.links.add({ token, visit: null, account_id, return_url, refresh_url, expires_at_ms });
  const given = {
    refresh_url,
    ...(return_url !== null && { return_url }),
    ...(fields && { collection_options: { fields } }),
  };
  return {
    object: "v2.core.account_link" as const,
    account: account_id,
    created: new Date(turn.now_ms).toISOString(),
    expires_at: new Date(expires_at_ms).toISOString(),
    livemode: false,
    url: `${turn.origin}/connect/onboarding/${token}`,
    use_case: { type, [type]: given },
  };
}

function webAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw malformed("Not a valid URL");
  return text;
}

/** Ways to the onboarding form. A link opens one visit; the visit's own address may be read again. */
export class OnboardingLinks {
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
