import { type ChildProcess, execFile, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { migrateToLatest } from "#db/migrate";
import { seedHarness } from "#db/profiles/harness-profile";
import { freePort } from "#tests/support/free-port";
import { migratedServerDatabase, type OwnDatabase, ownDatabase, testEngine } from "#tests/support/test-engine";
import { systemClock } from "~/platform/clock.server";
import { openDatabase } from "~/platform/database.server";
import { type Simulator, type SimulatorOptions, startSimulator } from "~/stripe-simulator/start-simulator.server";

/** A person of the harness profile, as `npm run seed -- --profile harness --json` prints them. */
export type Account = { role: string; email: string; phone: string; password: string; merchant?: string };
export type HarnessOffer = { key: string; id: string; slot_id?: string; price_minor: number };
export type Harness = { accounts: Account[]; offers: HarnessOffer[] };

type ServerWishes = {
  residents?: number;
  variables?: Record<string, string>;
  /** False: the processor tells nothing by itself. */
  webhooks?: boolean;
  /** Where a SQLite database lies; the server's own directory unless told. */
  place?: string;
  /** Seen by the server process alone, not by commands. */
  serverVariables?: Record<string, string>;
};

const SERVER = resolve("build/server/index.js");
const CLI = resolve("build/server/cli.js");
/** The machine is shared: how fast a server starts is measured elsewhere. */
const READY_WITHIN_MS = 60_000;
const run = promisify(execFile);

type Made = {
  origin: string;
  directory: string;
  env: NodeJS.ProcessEnv;
  harness: Harness;
  database: OwnDatabase;
  simulator: Simulator;
  processor: SimulatorOptions;
  serverVariables: Record<string, string>;
};

/** The built product on loopback with its own database and payment processor, for tests that speak HTTP. */
export class ProductServer {
  readonly origin: string;
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly harness: Harness;
  readonly #database: OwnDatabase;
  readonly #processor: SimulatorOptions;
  /** What the server process sees beside `env`, from its next start on. */
  serverVariables: Record<string, string>;
  #simulator: Simulator;
  #process: ChildProcess | undefined;
  #second: ChildProcess | undefined;

  private constructor(made: Made) {
    this.origin = made.origin;
    this.directory = made.directory;
    this.env = made.env;
    this.harness = made.harness;
    this.#database = made.database;
    this.#simulator = made.simulator;
    this.#processor = made.processor;
    this.serverVariables = made.serverVariables;
  }

  /** Migrates, seeds the harness profile and starts the server; `variables` are set over its own. */
  static async start(wishes: ServerWishes = {}): Promise<ProductServer> {
    const { residents = 2, variables = {}, webhooks = true, place, serverVariables = {} } = wishes;
    if (!existsSync(SERVER)) throw new Error("the product is not built: run `npm run build` (npm test does)");
    const directory = mkdtempSync(join(tmpdir(), "shangju-"));
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const secretKey = `sk_test_${randomBytes(12).toString("hex")}`;
    const webhook = { url: `${origin}/webhooks/stripe`, secret: `whsec_${randomBytes(16).toString("hex")}` };
    const processor = { file: join(directory, "stripe.sqlite"), secretKey, ...(webhooks && { webhook }) };
    const simulator = await startSimulator({ ...processor, port: 0 });
    const { database, harness } = await seededDatabase(place ?? directory, residents);
    const places = { directory, port, origin, secretKey, secret: webhook.secret, api: simulator.url };
    const env = { ...process.env, ...environment(places), DATABASE_URL: database.url, ...variables };
    const server = new ProductServer({
      origin,
      directory,
      env,
      harness,
      database,
      simulator,
      processor: { ...processor, port: simulator.port },
      serverVariables,
    });
    await server.restart();
    return server;
  }

  get simulatorUrl(): string {
    return this.#simulator.url;
  }

  /** Starts the server process (again) and waits until it is ready. Gives how long that took, in milliseconds. */
  async restart(): Promise<number> {
    const started_ms = performance.now();
    this.#process = this.#spawn({ ...this.env, ...this.serverVariables });
    await this.#untilReady(this.origin, this.#process);
    return performance.now() - started_ms;
  }

  /** The id of the server process. */
  get pid(): number {
    if (this.#process?.pid === undefined) throw new Error("the server does not run");
    return this.#process.pid;
  }

  /** True until the server process has ended. */
  get isRunning(): boolean {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  /** Takes the payment processor away: nobody listens at its address until it is brought back. */
  async removeProcessor(): Promise<void> {
    await this.#simulator.close();
  }

  /** Brings the payment processor back, with everything it knew. */
  async bringProcessorBack(): Promise<void> {
    this.#simulator = await startSimulator(this.#processor);
  }

  /** Starts a second process on the same database, under the same public origin; gives its own address. */
  async startSecond(): Promise<string> {
    const port = await freePort();
    this.#second = this.#spawn({ ...this.env, PORT: String(port) });
    const address = `http://127.0.0.1:${port}`;
    await this.#untilReady(address, this.#second);
    return address;
  }

  #spawn(env: NodeJS.ProcessEnv): ChildProcess {
    const log = openSync(join(this.directory, "server.log"), "a");
    return spawn(process.execPath, [SERVER], { env, cwd: this.directory, stdio: ["ignore", log, log] });
  }

  async #untilReady(address: string, child: ChildProcess): Promise<void> {
    const started_ms = performance.now();
    while (performance.now() - started_ms < READY_WITHIN_MS && child.exitCode === null && child.signalCode === null) {
      const ready = await fetch(`${address}/readyz`).catch(() => undefined);
      if (ready?.ok) return;
      await sleep(20);
    }
    throw new Error(`the server was not ready within ${READY_WITHIN_MS} ms: see ${this.directory}/server.log`);
  }

  /** Ends the server process at once, like a power cut. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Drains the server; gives its exit code. */
  async terminate(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  /** Ends everything and removes the files. */
  async stop(): Promise<void> {
    this.#second?.kill("SIGKILL");
    await this.#end("SIGKILL");
    await this.#simulator.close();
    await this.#database.drop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
    child.kill(signal);
    return ended;
  }

  /** Runs a command of the product on this server's data; gives its exit code and output. */
  async command(...parameters: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    try {
      const { stdout, stderr } = await run(process.execPath, [CLI, ...parameters], {
        env: this.env,
        cwd: this.directory,
      });
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    }
  }

  /** Calls the payment simulator's control endpoints. */
  async control(path: string, body: object = {}): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#simulator.url}/_simulator/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.env.STRIPE_SECRET_KEY}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`simulator answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  }

  account(role: string, index = 0): Account {
    const account = this.harness.accounts.filter((each) => each.role === role)[index];
    if (!account) throw new Error(`the harness has no ${role} ${index}`);
    return account;
  }

  offer(key: string): HarnessOffer {
    const offer = this.harness.offers.find((each) => each.key === key);
    if (!offer) throw new Error(`the harness has no offer ${key}`);
    return offer;
  }
}

/** A database with the harness profile in it: what `db:migrate` and `seed` make, without starting Node for each. */
async function seededDatabase(
  directory: string,
  residents: number,
): Promise<{ database: OwnDatabase; harness: Harness }> {
  const database = testEngine() === "postgres" ? await migratedServerDatabase() : await ownDatabase(directory);
  const db = openDatabase(database.url);
  if (testEngine() === "sqlite") await migrateToLatest(db.write);
  const harness = await seedHarness(db, residents, systemClock());
  await db.destroy();
  return { database, harness };
}

type Places = { directory: string; port: number; origin: string; secretKey: string; secret: string; api: string };

function environment({ directory, port, origin, secretKey, secret, api }: Places): Record<string, string> {
  const { privateKey } = generateKeyPairSync("ed25519");
  return {
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    PORT: String(port),
    ORIGIN: origin,
    SESSION_SECRET: randomBytes(24).toString("hex"),
    VOUCHER_KEY: randomBytes(24).toString("hex"),
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_API_BASE: api,
    STRIPE_WEBHOOK_SECRET: secret,
    LEDGER_SIGNING_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    SMS_DIR: join(directory, "sms"),
    LOG_LEVEL: "info",
  };
}
