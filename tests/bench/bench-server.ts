import { type ChildProcess, execFile, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { freePort } from "#tests/support/free-port";
import { end, pidOf, untilAnswering } from "#tests/support/processes";

const SERVER = resolve("build/server/index.js");
const CLI = resolve("build/server/cli.js");
const SEED_FILES = resolve("db/seed");
/** On the disk that holds the repository: a directory in memory would make every commit free. */
const WORK_DIRECTORY = resolve(".cache/bench");
const run = promisify(execFile);

type Account = { role: string; email: string };
export type Harness = { accounts: Account[]; offers: { key: string; id: string }[] };

/** A directory for one measurement's files. */
export function workDirectory(): string {
  mkdirSync(WORK_DIRECTORY, { recursive: true });
  return mkdtempSync(join(WORK_DIRECTORY, "run-"));
}

/** The built product with the demo's catalogue, its payment processor in a process of its own. */
export class BenchServer {
  readonly origin: string;
  readonly database_url: string;
  readonly simulator_url: string;
  readonly harness: Harness;
  readonly #directory: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #simulator: ChildProcess;
  #server: ChildProcess | undefined;

  private constructor(directory: string, env: NodeJS.ProcessEnv, harness: Harness, simulator: ChildProcess) {
    this.#directory = directory;
    this.#env = env;
    this.#simulator = simulator;
    this.harness = harness;
    this.origin = env.ORIGIN ?? "";
    this.database_url = env.DATABASE_URL ?? "";
    this.simulator_url = env.STRIPE_API_BASE ?? "";
  }

  static async start({ residents = 2 }: { residents?: number } = {}): Promise<BenchServer> {
    const directory = workDirectory();
    const env = { ...process.env, ...(await environment(directory)) };
    const options = { env, cwd: directory, maxBuffer: 64 * 1024 * 1024 };
    await run(process.execPath, [CLI, "db:migrate"], options);
    const seed = ["seed", "--profile", "harness", "--residents", String(residents), "--json"];
    const { stdout } = await run(process.execPath, [CLI, ...seed], options);
    for (const kind of ["merchants", "offers"]) {
      await run(process.execPath, [CLI, "import", kind, join(SEED_FILES, `${kind}.csv`)], options);
    }
    // a processor that only pretends refuses to run in production
    const processor_env = { ...env, NODE_ENV: "test" as const };
    const simulator = spawn(process.execPath, [CLI, "simulator"], {
      env: processor_env,
      cwd: directory,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const server = new BenchServer(directory, env, JSON.parse(stdout) as Harness, simulator);
    await untilAnswering(`${server.simulator_url}/_simulator/state`, server.#processorHeaders());
    await server.restart();
    return server;
  }

  get pid(): number {
    if (!this.#server) throw new Error("the server does not run");
    return pidOf(this.#server);
  }

  /** Starts the server process (again); gives the milliseconds until it is ready. */
  async restart(): Promise<number> {
    await end(this.#server);
    const log = openSync(join(this.#directory, "server.log"), "a");
    this.#server = spawn(process.execPath, [SERVER], {
      env: this.#env,
      cwd: this.#directory,
      stdio: ["ignore", log, log],
    });
    return untilAnswering(`${this.origin}/readyz`);
  }

  /** Pays at the processor's page, as a resident would. */
  async pay(session_id: string): Promise<void> {
    const answer = await fetch(`${this.simulator_url}/_simulator/checkout/${session_id}/pay`, {
      method: "POST",
      headers: { ...this.#processorHeaders(), "content-type": "application/json" },
      body: JSON.stringify({ method: "card" }),
    });
    if (!answer.ok) throw new Error(`the simulator answered ${answer.status}`);
  }

  #processorHeaders(): Record<string, string> {
    return { authorization: `Bearer ${this.#env.STRIPE_SECRET_KEY}` };
  }

  async stop(): Promise<void> {
    await end(this.#server, "SIGKILL");
    await end(this.#simulator, "SIGKILL");
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

async function environment(directory: string): Promise<Record<string, string>> {
  const [port, simulator_port] = [await freePort(), await freePort()];
  const { privateKey } = generateKeyPairSync("ed25519");
  return {
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    PORT: String(port),
    ORIGIN: `http://127.0.0.1:${port}`,
    DATABASE_URL: `file:${join(directory, "shangju.sqlite")}`,
    SESSION_SECRET: randomBytes(24).toString("hex"),
    VOUCHER_KEY: randomBytes(24).toString("hex"),
    STRIPE_SECRET_KEY: `sk_test_${randomBytes(12).toString("hex")}`,
    STRIPE_API_BASE: `http://127.0.0.1:${simulator_port}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(16).toString("hex")}`,
    LEDGER_SIGNING_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    SMS_DIR: join(directory, "sms"),
    LOG_LEVEL: "info",
  };
}
