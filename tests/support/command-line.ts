import { type ChildProcess, execFile, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { ownDatabase, testEngine } from "#tests/support/test-engine";

const CLI = resolve("build/server/cli.js");
const PATIENCE_MS = 60_000;
const MOST_OUTPUT_BYTES = 32 * 1024 * 1024;
const SERVER = resolve("build/server/index.js");

export type Variables = Readonly<Record<string, string | undefined>>;
export type Outcome = { code: number; stdout: string; stderr: string };

/** Runs a command of the build to its end. */
export function runCommand(place: { cwd: string; env: Variables }, ...parameters: string[]): Promise<Outcome> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [CLI, ...parameters],
      { cwd: place.cwd, env: place.env as NodeJS.ProcessEnv, maxBuffer: MOST_OUTPUT_BYTES, encoding: "utf8" },
      (error, stdout, stderr) => {
        done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
      },
    );
  });
}

/** A directory of its own in which the built commands run; it and every process started in it are gone with the test. */
export class Workplace {
  readonly directory: string;
  readonly env: Variables;

  private constructor(directory: string, env: Variables) {
    this.directory = directory;
    this.env = env;
  }

  /** With no variable of the product set, as on a newcomer's machine, but for what `change` says. */
  static bare(change: Variables = {}): Workplace {
    const directory = mkdtempSync(join(tmpdir(), "shangju-commands-"));
    mkdirSync(join(directory, "data"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const { PATH, HOME } = process.env;
    return new Workplace(directory, { PATH, HOME, TZ: "UTC", LOG_LEVEL: "warn", ...change });
  }

  /** With a database and keys of its own, as a production machine has them; no processor. */
  static async configured(change: Variables = {}): Promise<Workplace> {
    const { privateKey } = generateKeyPairSync("ed25519");
    return Workplace.bare({
      DATABASE_URL: change.DATABASE_URL ?? (await databaseOfTest()),
      VOUCHER_KEY: "a-voucher-key-for-tests-a-voucher-key-for-tests",
      LEDGER_SIGNING_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      ORIGIN: "https://shangju.example",
      ...change,
    });
  }

  /** The path of a file in the directory. */
  path(name: string): string {
    return join(this.directory, name);
  }

  /** Runs a command to its end. */
  run(...parameters: string[]): Promise<Outcome> {
    return runCommand({ cwd: this.directory, env: this.env }, ...parameters);
  }

  /** Starts a command, or the server where none is named, that goes on running. */
  start(...parameters: string[]): Running {
    const child = spawn(process.execPath, parameters.length > 0 ? [CLI, ...parameters] : [SERVER], {
      cwd: this.directory,
      env: this.env as NodeJS.ProcessEnv,
    });
    const running = new Running(child);
    onTestFinished(async () => void (await running.stop("SIGKILL")));
    return running;
  }
}

/** On SQLite a file of the workplace; the server's databases are removed with the test. */
async function databaseOfTest(): Promise<string> {
  if (testEngine() === "sqlite") return "file:./data/shangju.sqlite";
  const own = await ownDatabase("");
  onTestFinished(() => own.drop());
  return own.url;
}

/** A process that goes on, with what it has said so far. */
export class Running {
  stdout = "";
  stderr = "";
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on("data", (text: Buffer) => (this.stdout += text.toString()));
    child.stderr?.on("data", (text: Buffer) => (this.stderr += text.toString()));
    this.#ended = new Promise((done) => child.once("close", (code) => done(code)));
  }

  /** Waits until standard output matches. */
  says(pattern: RegExp): Promise<void> {
    return this.#until(() => pattern.test(this.stdout), pattern);
  }

  /** Waits until standard error matches. */
  complains(pattern: RegExp): Promise<void> {
    return this.#until(() => pattern.test(this.stderr), pattern);
  }

  async #until(has_matched: () => boolean, pattern: RegExp): Promise<void> {
    const waiting_since = performance.now();
    while (!has_matched()) {
      const is_over = this.#child.exitCode !== null || performance.now() - waiting_since > PATIENCE_MS;
      if (is_over) throw new Error(`never said ${pattern}\n${this.stdout}\n${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  /** Sends a signal and waits for the end; gives the exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.#ended;
  }
}
