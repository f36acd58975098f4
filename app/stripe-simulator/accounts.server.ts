import { assert } from "~/kernel/assert";
import { malformed, refused } from "./api-failure";
import type { FormReader } from "./form-reader";
import { recordAccountEvent } from "./record-event.server";
import type { Account } from "./stripe-objects";
import type { Turn } from "./turn";

const INCLUDES = ["configuration.recipient", "defaults", "identity", "requirements"] as const;
type Include = (typeof INCLUDES)[number];
const ENTITY_TYPES = ["company", "government_entity", "individual", "non_profit"] as const;
const CAPABILITY = "stripe_balance.stripe_transfers";
/** Countries of merchants that Stripe pays nothing out to. */
const UNSUPPORTED_COUNTRIES = ["cn"];

export type Capability = NonNullable<
  NonNullable<NonNullable<NonNullable<Account["configuration"]>["recipient"]>["capabilities"]>["stripe_balance"]
>["stripe_transfers"];
export type CapabilityStatus = NonNullable<Capability>["status"];

/** POST /v2/core/accounts: a merchant who can be sent money once the hosted onboarding is done. */
export function createAccount(turn: Turn, form: FormReader): Account {
  const include = readInclude(form);
  const wishes = readWishes(form);
  const requested = readCapability(form);
  form.refuseUnknown();
  const country = wishes.identity.country;
  if (requested && country === undefined)
    throw malformed("identity.country is required.", { param: "identity.country" });
  const account: Account = {
    id: turn.mintId("acct_"),
    object: "v2.core.account",
    applied_configurations: requested === undefined ? [] : ["recipient"],
    closed: false,
    configuration: requested === undefined ? {} : { recipient: { applied: true, capabilities: {} } },
    created: new Date(turn.now_ms).toISOString(),
    livemode: false,
    ...wishes,
    dashboard: wishes.dashboard ?? "none",
    requirements: { entries: [] },
  };
  const status = UNSUPPORTED_COUNTRIES.includes(country ?? "") ? "unsupported" : "restricted";
  const created = requested ? withCapability(account, status) : account;
  turn.objects.insertDated(created);
  return included(created, include);
}

/** POST /v2/core/accounts/:id: what is given replaces what was there. */
export function updateAccount(turn: Turn, form: FormReader, account_id: string): Account {
  const include = readInclude(form);
  const wishes = readWishes(form);
  const requested = readCapability(form);
  form.refuseUnknown();
  const account = turn.objects.get("v2.core.account", account_id);
  if (account.closed) throw refused("This account is closed.");
  const updated: Account = {
    ...account,
    ...wishes,
    defaults: {
      ...account.defaults,
      ...wishes.defaults,
      profile: { ...account.defaults?.profile, ...wishes.defaults.profile },
      responsibilities: { ...account.defaults?.responsibilities, ...wishes.defaults.responsibilities },
    },
    identity: { ...account.identity, ...wishes.identity },
    metadata: { ...account.metadata, ...wishes.metadata },
  };
  const is_new = requested && capabilityOf(account) === undefined;
  const configured = is_new
    ? withCapability({ ...updated, applied_configurations: ["recipient"] }, "restricted")
    : updated;
  turn.objects.replace(configured);
  return included(configured, include);
}

/** GET /v2/core/accounts/:id */
export function retrieveAccount(turn: Turn, form: FormReader, account_id: string): Account {
  const include = readInclude(form);
  form.refuseUnknown();
  return included(turn.objects.get("v2.core.account", account_id), include);
}

/** What an account shows unasked: everything else is left out until `include` names it. */
export function included(account: Account, include: readonly Include[]): Account {
  const { configuration, defaults, identity, requirements, ...shown } = account;
  return {
    ...shown,
    ...(include.includes("configuration.recipient") && configuration && { configuration }),
    ...(include.includes("defaults") && defaults && { defaults }),
    ...(include.includes("identity") && identity && { identity }),
    ...(include.includes("requirements") && requirements && { requirements }),
  };
}

export function readInclude(form: FormReader): Include[] {
  return (form.texts("include") ?? []).map((text) => {
    const known = INCLUDES.find((include) => include === text);
    if (known === undefined)
      throw malformed(`include: the simulator knows ${INCLUDES.join(", ")}`, { param: "include" });
    return known;
  });
}

/** The capability to be sent transfers; undefined where it was never asked for. */
export function capabilityOf(account: Account): Capability {
  return account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers;
}

/** The capability's status changes, and with it what is still required; told by thin events, once. */
export function setCapability(turn: Turn, account_id: string, status: CapabilityStatus): Account {
  const account = turn.objects.get("v2.core.account", account_id, "account");
  const before = capabilityOf(account);
  if (account.closed || before === undefined) throw refused("The account is closed, or never asked for transfers.");
  if (before.status === status) return account;
  const changed = withCapability(account, status);
  turn.objects.replace(changed);
  recordAccountEvent(turn, "v2.core.account[requirements].updated", account_id);
  recordAccountEvent(turn, "v2.core.account[configuration.recipient].capability_status_updated", account_id, {
    updated_capability: CAPABILITY,
  });
  return changed;
}

export function closeAccount(turn: Turn, account_id: string): Account {
  const account = turn.objects.get("v2.core.account", account_id, "account");
  if (account.closed) return account;
  const open =
    capabilityOf(account) === undefined ? account : withCapability(account, "restricted", "restricted_other");
  const closed: Account = { ...open, closed: true };
  turn.objects.replace(closed);
  recordAccountEvent(turn, "v2.core.account.closed", account_id);
  return closed;
}

type ConnectedBalance = Record<string, number>;

/** What is left of the transfers an account received, in minor units. */
export function connectedBalance(turn: Turn, account_id: string, currency: string): number {
  return ((turn.objects.hidden(account_id) ?? {}) as ConnectedBalance)[currency] ?? 0;
}

export function addToConnectedBalance(turn: Turn, account_id: string, currency: string, amount: number): void {
  const balance = (turn.objects.hidden(account_id) ?? {}) as ConnectedBalance;
  const after = (balance[currency] ?? 0) + amount;
  assert(after >= 0, `${account_id} is not overdrawn`);
  turn.objects.hide(account_id, { ...balance, [currency]: after });
}

/** The merchant has moved everything to a bank: nothing is left that a reversal could take. */
export function emptyConnectedBalance(turn: Turn, account_id: string): void {
  turn.objects.get("v2.core.account", account_id, "account");
  turn.objects.hide(account_id, {});
}

type Wishes = Pick<Account, "contact_email" | "contact_phone" | "dashboard" | "display_name"> & {
  defaults: NonNullable<Account["defaults"]>;
  identity: NonNullable<Account["identity"]>;
  metadata: Record<string, string>;
};

function readWishes(form: FormReader): Wishes {
  const identity = form.table("identity");
  const given = {
    contact_email: form.text("contact_email"),
    contact_phone: form.text("contact_phone"),
    dashboard: form.choice("dashboard", ["express", "full", "none"]),
    display_name: form.text("display_name"),
  };
  const place = {
    country: identity.text("country")?.toLowerCase(),
    entity_type: identity.choice("entity_type", ENTITY_TYPES),
  };
  return {
    ...withoutGaps(given),
    defaults: readDefaults(form.table("defaults")),
    identity: withoutGaps(place),
    metadata: form.metadata("metadata"),
  } as Wishes;
}

function readDefaults(form: FormReader): Wishes["defaults"] {
  const responsibilities = form.table("responsibilities");
  const given = {
    fees_collector: responsibilities.choice("fees_collector", ["application", "stripe"]),
    losses_collector: responsibilities.choice("losses_collector", ["application", "stripe"]),
  };
  const profile = form.table("profile");
  const shown = {
    business_url: profile.text("business_url"),
    doing_business_as: profile.text("doing_business_as"),
    product_description: profile.text("product_description"),
  };
  return {
    ...withoutGaps({ currency: form.text("currency")?.toLowerCase(), locales: form.texts("locales") }),
    profile: withoutGaps(shown),
    responsibilities: { ...withoutGaps(given), requirements_collector: "stripe" },
  } as Wishes["defaults"];
}

function withoutGaps(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function readCapability(form: FormReader): boolean | undefined {
  const capabilities = form.table("configuration").table("recipient").table("capabilities");
  return capabilities.table("stripe_balance").table("stripe_transfers").flag("requested");
}

type StatusDetail = NonNullable<Capability>["status_details"][number];

function withCapability(account: Account, status: CapabilityStatus, code?: StatusDetail["code"]): Account {
  const stripe_transfers = { status, status_details: statusDetails(status, code) };
  return {
    ...account,
    configuration: {
      ...account.configuration,
      recipient: { applied: true, capabilities: { stripe_balance: { stripe_transfers } } },
    },
    requirements: requirementsOf(status),
  };
}

function statusDetails(status: CapabilityStatus, code: StatusDetail["code"] | undefined): StatusDetail[] {
  if (code !== undefined) return [{ code, resolution: "contact_stripe" }];
  if (status === "active") return [];
  if (status === "unsupported") return [{ code: "unsupported_country", resolution: "no_resolution" }];
  if (status === "pending") return [{ code: "requirements_pending_verification", resolution: "no_resolution" }];
  return [{ code: "requirements_past_due", resolution: "provide_info" }];
}

function requirementsOf(status: CapabilityStatus): NonNullable<Account["requirements"]> {
  if (status !== "restricted") return { entries: [] };
  const deadline = { status: "currently_due" } as const;
  return {
    entries: [
      {
        awaiting_action_from: "user",
        description: "identity.business_details.documents",
        errors: [],
        impact: {
          restricts_capabilities: [{ capability: CAPABILITY, configuration: "recipient", deadline }],
        },
        minimum_deadline: deadline,
        requested_reasons: [{ code: "routine_onboarding" }],
      },
    ],
    summary: { minimum_deadline: deadline },
  };
}
