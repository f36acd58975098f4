import { createPrivateKey, type KeyObject } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isPostgres } from "#db/connect";
import { sqliteUnfitness } from "./fit-node.server";

/** Environment variables as they come: text or nothing. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What `npm start` and the commands read from the environment; contract.md lists every variable. */
export type Settings = {
  host: string;
  port: number;
  origin: string;
  database_url: string;
  session_secret: string;
  voucher_key: string;
  signing_key: KeyObject;
  stripe: StripeSettings;
  webhook_secrets: string[];
  /** Empty where no merchant is paid by transfer. */
  thin_webhook_secrets: string[];
  sms_dir: string | undefined;
  /** What a monitor on another machine must know; without it only this machine is answered. */
  metrics_token: string | undefined;
  log_level: string;
  trusted_proxy_count: number;
  is_demo: boolean;
};

/** `api_base` is undefined for Stripe itself. */
export type StripeSettings = { secret_key: string; api_base: URL | undefined };

/** A missing or malformed variable: the process ends with code 78 and one line that names it. */
export class SettingsError extends Error {
  readonly variable: string;

  constructor(variable: string, complaint: string) {
    super(`${variable}: ${complaint}`);
    this.variable = variable;
  }
}

export const SETTINGS_EXIT_CODE = 78;

const LOOPBACK_HOSTS = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);
const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/** Everything the server needs; throws `SettingsError` for the first variable that is missing or malformed. */
export function readSettings(env: Environment): Settings {
  const host = readHost(env);
  const port = readPort(env);
  const is_demo = env.DEMO === "1";
  if (is_demo && !LOOPBACK_HOSTS.has(host)) throw new SettingsError("DEMO", "the demo serves a loopback HOST only");
  const settings = {
    host,
    port,
    origin: readOrigin(env),
    database_url: readDatabaseUrl(env),
    session_secret: readSecret(env, "SESSION_SECRET"),
    voucher_key: readSecret(env, "VOUCHER_KEY"),
    signing_key: readSigningKey(env),
    stripe: readStripeSettings(env),
    webhook_secrets: readWebhookSecrets(env),
    thin_webhook_secrets: (env.STRIPE_WEBHOOK_SECRET_THIN ?? "").split(",").filter(Boolean),
    sms_dir: env.SMS_DIR || undefined,
    metrics_token: readMetricsToken(env),
    log_level: readLogLevel(env),
    trusted_proxy_count: readTrustedProxyCount(env),
    is_demo,
  };
  if (is_demo && !LOOPBACK_HOSTS.has(new URL(settings.origin).hostname)) {
    throw new SettingsError("DEMO", "the demo has a loopback ORIGIN only");
  }
  return settings;
}

function readHost(env: Environment): string {
  return env.HOST || "127.0.0.1";
}

export function readPort(env: Environment): number {
  const text = env.PORT || "3000";
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new SettingsError("PORT", `not a port number: ${text}`);
  return port;
}

export function readDatabaseUrl(env: Environment): string {
  const url = env.DATABASE_URL || "file:./data/shangju.sqlite";
  if (isPostgresUrl(url)) return url;
  const unfitness = sqliteUnfitness(process.version);
  if (unfitness) throw new SettingsError("DATABASE_URL", unfitness);
  if (url.startsWith("file:")) return url;
  throw new SettingsError("DATABASE_URL", "expected file:./path/to/database.sqlite or postgres://user@host/database");
}

/** A PostgreSQL address names its database; the password it may hold is never repeated in a message. */
function isPostgresUrl(text: string): boolean {
  if (!isPostgres(text)) return false;
  const url = readUrl("DATABASE_URL", text);
  return url.pathname.length > 1;
}

/** A secret of at least 32 characters. */
function readSecret(env: Environment, variable: string): string {
  const secret = env[variable];
  if (!secret) throw new SettingsError(variable, "is not set (at least 32 random characters)");
  if (secret.length < 32) throw new SettingsError(variable, "is shorter than 32 characters");
  return secret;
}

/** The Ed25519 key that signs anchors and receipts: PKCS#8 PEM text, or the path of a file that holds it. */
export function readSigningKey(env: Environment): KeyObject {
  const value = env.LEDGER_SIGNING_KEY;
  if (!value) throw new SettingsError("LEDGER_SIGNING_KEY", "is not set (Ed25519, PKCS#8 PEM or its path)");
  if (!value.includes("BEGIN") && !existsSync(value)) throw new SettingsError("LEDGER_SIGNING_KEY", "no such file");
  try {
    const key = createPrivateKey(value.includes("BEGIN") ? value : readFileSync(value, "utf8"));
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // told below, without repeating any part of the key
  }
  throw new SettingsError("LEDGER_SIGNING_KEY", "is not an Ed25519 private key in PKCS#8 PEM");
}

export function readStripeSettings(env: Environment): StripeSettings {
  const secret_key = env.STRIPE_SECRET_KEY;
  if (!secret_key) throw new SettingsError("STRIPE_SECRET_KEY", "is not set");
  if (!/^(sk|rk)_(test|live)_\w+$/.test(secret_key))
    throw new SettingsError("STRIPE_SECRET_KEY", "is not a Stripe key");
  if (env.DEMO === "1" && secret_key.includes("_live_")) {
    throw new SettingsError("STRIPE_SECRET_KEY", "a live key is refused in the demo");
  }
  return { secret_key, api_base: readApiBase(env) };
}

function readApiBase(env: Environment): URL | undefined {
  if (!env.STRIPE_API_BASE) return undefined;
  const url = readUrl("STRIPE_API_BASE", env.STRIPE_API_BASE);
  if (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname))) return url;
  throw new SettingsError("STRIPE_API_BASE", "http is for loopback addresses only");
}

function readWebhookSecrets(env: Environment): string[] {
  const secrets = (env.STRIPE_WEBHOOK_SECRET ?? "").split(",").filter(Boolean);
  if (secrets.length === 0) throw new SettingsError("STRIPE_WEBHOOK_SECRET", "is not set");
  return secrets;
}

/** The public address: mandatory in production, never taken from request headers. */
export function readOrigin(env: Environment): string {
  if (!env.ORIGIN) {
    if (env.NODE_ENV === "production" && env.DEMO !== "1") throw new SettingsError("ORIGIN", "is not set");
    const host = readHost(env);
    return `http://${host.includes(":") ? `[${host}]` : host}:${readPort(env)}`;
  }
  const url = readUrl("ORIGIN", env.ORIGIN);
  if (url.origin !== env.ORIGIN) throw new SettingsError("ORIGIN", "expected scheme, host and port only");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname))) {
    throw new SettingsError("ORIGIN", "expected https; http is for loopback addresses only");
  }
  return url.origin;
}

function readUrl(variable: string, text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new SettingsError(variable, "is not a URL");
  }
}

/** How many proxies stand before the server and say truly, in X-Forwarded-For, who called them. */
function readTrustedProxyCount(env: Environment): number {
  const text = env.TRUST_PROXY || "0";
  if (!/^\d$/.test(text)) throw new SettingsError("TRUST_PROXY", "expected the number of trusted proxies, 0 to 9");
  return Number(text);
}

/** Optional; a short one could be guessed. */
function readMetricsToken(env: Environment): string | undefined {
  if (!env.METRICS_TOKEN) return undefined;
  if (env.METRICS_TOKEN.length < 16) throw new SettingsError("METRICS_TOKEN", "is shorter than 16 characters");
  return env.METRICS_TOKEN;
}

function readLogLevel(env: Environment): string {
  const level = env.LOG_LEVEL || "info";
  if (!LOG_LEVELS.includes(level)) throw new SettingsError("LOG_LEVEL", `expected one of ${LOG_LEVELS.join(", ")}`);
  return level;
}
