import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { readSettings, SettingsError } from "~/platform/settings.server";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

const example = parseEnv(read(".env.example"));

/** What only an owner can fill in. */
const OWN = {
  SESSION_SECRET: "s".repeat(32),
  VOUCHER_KEY: "v".repeat(32),
  LEDGER_SIGNING_KEY: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  STRIPE_SECRET_KEY: "sk_live_example",
  STRIPE_WEBHOOK_SECRET: "whsec_example",
};

/** The variables that the settings' source mentions: `env.NAME`, or a name handed on with `env`. */
function variablesRead(): string[] {
  const mentions = read("app/platform/settings.server.ts").matchAll(/\benv(?:\.|, ")([A-Z][A-Z_]+)/g);
  return [...new Set([...mentions].map(([, name = ""]) => name))].sort();
}

test(".env.example names exactly the variables that the settings read", () => {
  expect(variablesRead()).toContain("DATABASE_URL");
  expect(Object.keys(example).sort()).toEqual(variablesRead());
});

test("README's table of the configuration names them as well", () => {
  const [, table = ""] = read("README.md").split("## Configuration");
  const named = [...(table.split("\n## ")[0] ?? "").matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
  );
  expect(named.sort()).toEqual(variablesRead());
});

test("its values start the server once an owner has filled in their own, and not before", () => {
  expect(() => readSettings(example)).toThrow(SettingsError);
  expect(readSettings({ ...example, ...OWN })).toMatchObject({ origin: "https://shangju.example", is_demo: false });
});
