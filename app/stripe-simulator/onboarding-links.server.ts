import { malformed, refused } from "./api-failure";
import type { FormReader } from "./form-reader";
import type { Turn } from "./turn";

const LINK_LIFETIME_MS = 5 * 60_000;

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
