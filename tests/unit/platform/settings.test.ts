import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Environment, readSettings, SettingsError } from "~/platform/settings.server";

const PEM = pemOf(generateKeyPairSync("ed25519").privateKey);
const OTHER_PEM = pemOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);

function pemOf(key: { export(options: { type: "pkcs8"; format: "pem" }): string | Buffer }): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

const GOOD: Environment = {
  ORIGIN: "https://shangju.example",
  DATABASE_URL: "file:./data/test.sqlite",
  SESSION_SECRET: "s".repeat(32),
  VOUCHER_KEY: "v".repeat(32),
  LEDGER_SIGNING_KEY: PEM,
  STRIPE_SECRET_KEY: "sk_test_abc",
  STRIPE_WEBHOOK_SECRET: "whsec_a,whsec_b",
};

/** The error for an environment that differs from a good one. */
function errorFor(change: Environment): unknown {
  try {
    readSettings({ ...GOOD, ...change });
  } catch (error) {
    return error;
  }
  return undefined;
}

test("a good environment is read, with the documented defaults", () => {
  expect(readSettings(GOOD)).toMatchObject({
    host: "127.0.0.1",
    port: 3000,
    origin: "https://shangju.example",
    database_url: "file:./data/test.sqlite",
    stripe: { secret_key: "sk_test_abc", api_base: undefined },
    webhook_secrets: ["whsec_a", "whsec_b"],
    sms_dir: undefined,
    log_level: "info",
    trusted_proxy_count: 0,
    is_demo: false,
  });
  expect(readSettings({ ...GOOD, DATABASE_URL: undefined }).database_url).toBe("file:./data/shangju.sqlite");
});

describe("the start is refused, and the variable named, when", () => {
  test.each<[string, Environment]>([
    ["PORT", { PORT: "http" }],
    ["PORT", { PORT: "65536" }],
    ["PORT", { PORT: "-1" }],
    ["PORT", { PORT: "80.5" }],
    ["ORIGIN", { ORIGIN: undefined, NODE_ENV: "production" }],
    ["ORIGIN", { ORIGIN: "shangju.example" }],
    ["ORIGIN", { ORIGIN: "https://shangju.example/" }],
    ["ORIGIN", { ORIGIN: "https://shangju.example/path" }],
    ["ORIGIN", { ORIGIN: "https://name:word@shangju.example" }],
    ["ORIGIN", { ORIGIN: "http://shangju.example" }],
    ["ORIGIN", { ORIGIN: "ftp://shangju.example" }],
    ["DATABASE_URL", { DATABASE_URL: "./data.sqlite" }],
    ["DATABASE_URL", { DATABASE_URL: "mysql://localhost" }],
    ["SESSION_SECRET", { SESSION_SECRET: undefined }],
    ["SESSION_SECRET", { SESSION_SECRET: "s".repeat(31) }],
    ["VOUCHER_KEY", { VOUCHER_KEY: "" }],
    ["VOUCHER_KEY", { VOUCHER_KEY: "short" }],
    ["LEDGER_SIGNING_KEY", { LEDGER_SIGNING_KEY: undefined }],
    ["LEDGER_SIGNING_KEY", { LEDGER_SIGNING_KEY: "/no/such/file.pem" }],
    ["LEDGER_SIGNING_KEY", { LEDGER_SIGNING_KEY: OTHER_PEM }],
    ["LEDGER_SIGNING_KEY", { LEDGER_SIGNING_KEY: PEM.slice(0, 60) }],
    ["STRIPE_SECRET_KEY", { STRIPE_SECRET_KEY: undefined }],
    ["STRIPE_SECRET_KEY", { STRIPE_SECRET_KEY: "pk_test_abc" }],
    ["STRIPE_SECRET_KEY", { STRIPE_SECRET_KEY: "sk_test_" }],
    ["STRIPE_SECRET_KEY", { STRIPE_SECRET_KEY: "sk_live_abc", DEMO: "1" }],
    ["STRIPE_SECRET_KEY", { STRIPE_SECRET_KEY: "rk_live_abc", DEMO: "1" }],
    ["STRIPE_API_BASE", { STRIPE_API_BASE: "not a url" }],
    ["STRIPE_API_BASE", { STRIPE_API_BASE: "http://stripe.example" }],
    ["STRIPE_API_BASE", { STRIPE_API_BASE: "http://127.0.0.1.example" }],
    ["STRIPE_API_BASE", { STRIPE_API_BASE: "ftp://127.0.0.1" }],
    ["STRIPE_WEBHOOK_SECRET", { STRIPE_WEBHOOK_SECRET: undefined }],
    ["STRIPE_WEBHOOK_SECRET", { STRIPE_WEBHOOK_SECRET: "," }],
    ["LOG_LEVEL", { LOG_LEVEL: "loud" }],
    ["TRUST_PROXY", { TRUST_PROXY: "yes" }],
    ["TRUST_PROXY", { TRUST_PROXY: "-1" }],
    ["TRUST_PROXY", { TRUST_PROXY: "127.0.0.1" }],
    ["DEMO", { DEMO: "1", HOST: "0.0.0.0" }],
    ["DEMO", { DEMO: "1", HOST: "127.0.0.1", ORIGIN: "https://shangju.example" }],
    ["DEMO", { DEMO: "1", HOST: "192.168.1.2" }],
  ])("%s is wrong: %o", (variable, change) => {
    const error = errorFor(change);
    expect(error).toBeInstanceOf(SettingsError);
    expect(error).toMatchObject({ variable, message: expect.stringMatching(new RegExp(`^${variable}: .+$`)) });
  });

  test("without repeating a secret", () => {
    expect(String(errorFor({ LEDGER_SIGNING_KEY: OTHER_PEM }))).not.toContain(OTHER_PEM.slice(40, 80));
    expect(String(errorFor({ STRIPE_SECRET_KEY: "pk_test_canary" }))).not.toContain("canary");
    expect(String(errorFor({ SESSION_SECRET: "canary" }))).not.toContain("canary");
  });
});

describe("it starts when", () => {
  test.each<[string, Environment]>([
    ["http stays on loopback", { STRIPE_API_BASE: "http://127.0.0.1:12111", ORIGIN: "http://localhost:3000" }],
    ["loopback is the IPv6 one", { STRIPE_API_BASE: "http://[::1]:12111", ORIGIN: "http://[::1]:3000" }],
    ["Stripe is reached by https anywhere", { STRIPE_API_BASE: "https://stripe.example" }],
    ["the demo serves loopback", { DEMO: "1", HOST: "localhost", ORIGIN: "http://localhost:3000" }],
    ["a live key is not in a demo", { STRIPE_SECRET_KEY: "sk_live_abc" }],
    ["the port is any free one", { PORT: "0" }],
  ])("%s", (_what, change) => {
    expect(errorFor(change)).toBeUndefined();
  });

  test("the signing key lies in a file", () => {
    const directory = mkdtempSync(join(tmpdir(), "shangju-key-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    writeFileSync(join(directory, "key.pem"), PEM);
    const settings = readSettings({ ...GOOD, LEDGER_SIGNING_KEY: join(directory, "key.pem") });
    expect(settings.signing_key.asymmetricKeyType).toBe("ed25519");
  });
});

test("outside production the origin follows host and port", () => {
  expect(readSettings({ ...GOOD, ORIGIN: undefined, PORT: "3456" }).origin).toBe("http://127.0.0.1:3456");
  expect(readSettings({ ...GOOD, ORIGIN: undefined, HOST: "::1" }).origin).toBe("http://[::1]:3000");
});
