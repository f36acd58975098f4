import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, onTestFinished } from "vitest";
import { runCommand, type Variables, Workplace } from "./command-line";
import { copyDatabase, ownDatabase, testEngine } from "./test-engine";

/** An empty directory for a demo of the engine under test, and the address its database will have. */
export async function aDemoPlace(): Promise<{ directory: string; url: string; remove(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), "shangju-demo-"));
  const own = await ownDatabase(join(directory, "data"));
  if (testEngine() === "postgres") rememberDatabase(directory, own.url);
  const remove = async () => {
    await own.drop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { directory, url: own.url, remove };
}

/** A seeded demo, made once for a test file by the built command. `copy` gives a test its own, without the demo.env. */
export async function seededDemo(): Promise<{ copy(change?: Variables): Promise<Workplace> }> {
  const { directory, url, remove } = await aDemoPlace();
  afterAll(remove);
  const { PATH, HOME } = process.env;
  const seeded = await runCommand(
    { cwd: directory, env: { PATH, HOME, TZ: "UTC" } },
    "seed",
    "--profile",
    "demo",
    "--history",
    "0",
  );
  if (seeded.code !== 0) throw new Error(`the demo was not seeded: ${seeded.stderr}`);
  const variables = parseEnv(readFileSync(join(directory, "data/demo.env"), "utf8"));
  return {
    async copy(change = {}) {
      const copied = testEngine() === "postgres" ? { DATABASE_URL: await copyOfTest(url) } : {};
      const fixed = { ORIGIN: "http://127.0.0.1:3000", ...variables, ...copied };
      const place = await Workplace.configured({ ...fixed, ...change });
      cpSync(join(directory, "data"), place.path("data"), { recursive: true });
      rmSync(place.path("data/demo.env"));
      return place;
    },
  };
}

/** Where the owner chose another place for the demo, its file says so. */
function rememberDatabase(directory: string, url: string): void {
  mkdirSync(join(directory, "data"));
  writeFileSync(join(directory, "data/demo.env"), `DATABASE_URL="${url}"\n`);
}

async function copyOfTest(url: string): Promise<string> {
  const copied = await copyDatabase(url);
  onTestFinished(() => copied.drop());
  return copied.url;
}
