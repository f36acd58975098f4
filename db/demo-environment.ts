import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { type Environment, readPort, readStripeSettings } from "~/platform/settings.server";
import { DEMO_ENVIRONMENT_FILE, readDemoEnvironment } from "./environment";
import { probeSimulator } from "./simulator";

const SIGNING_KEY_FILE = "data/demo-ledger-key.pem";
/** Where the owner chose these, the file remembers them. */
const REMEMBERED = ["HOST", "PORT", "DATABASE_URL"];

/**
 * The demo's variables: those of its file, with what is missing made up and written there. The simulator gets the
 * port after the server's, or any free one where that is taken by another program.
 */
export async function prepareDemoEnvironment(env: Environment): Promise<Record<string, string>> {
  const chosen = REMEMBERED.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  const known = readDemoEnvironment();
  const demo = { ...newEnvironment(), ...known, ...Object.fromEntries(chosen) };
  writeSigningKey();
  demo.STRIPE_API_BASE = env.STRIPE_API_BASE || (await usableAddress(demo));
  writeEnvironment(demo);
  return demo;
}

function newEnvironment(): Record<string, string> & { STRIPE_SECRET_KEY: string } {
  return {
    DEMO: "1",
    DATABASE_URL: "file:./data/shangju.sqlite",
    SESSION_SECRET: secret(),
    VOUCHER_KEY: secret(),
    STRIPE_SECRET_KEY: `sk_test_${secret()}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${secret()}`,
    STRIPE_WEBHOOK_SECRET_THIN: `whsec_${secret()}`,
    LEDGER_SIGNING_KEY: SIGNING_KEY_FILE,
    SMS_DIR: "data/sms",
  };
}

/** 256 random bits as letters and digits: a Stripe key knows no others. */
function secret(): string {
  return randomBytes(32).toString("hex");
}

function writeSigningKey(): void {
  if (existsSync(SIGNING_KEY_FILE)) return;
  const { privateKey } = generateKeyPairSync("ed25519");
  writePrivately(SIGNING_KEY_FILE, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
}

function writeEnvironment(demo: Record<string, string>): void {
  const lines = Object.entries(demo).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  writePrivately(DEMO_ENVIRONMENT_FILE, `${lines.join("\n")}\n`);
}

/** Written beside and moved into place, so that a killed start leaves a whole file or none. */
function writePrivately(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The simulator's address as it was, or beside the server's; another one where that is somebody else's. */
async function usableAddress(demo: Environment & { STRIPE_SECRET_KEY: string }): Promise<string> {
  const wished = demo.STRIPE_API_BASE ?? simulatorAddress(readPort(demo) + 1);
  const { api_base, secret_key } = readStripeSettings({ ...demo, STRIPE_API_BASE: wished });
  const is_server_port = Number(api_base?.port) === readPort(demo);
  if (api_base && !is_server_port && (await probeSimulator(api_base, secret_key)) !== "foreign") return wished;
  return simulatorAddress(await freePort());
}

function simulatorAddress(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
