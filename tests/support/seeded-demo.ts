import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll } from "vitest";
import { runCommand, type Variables, Workplace } from "./command-line";

/** A seeded demo, made once for a test file by the built command. `copy` gives a test its own, without the demo.env. */
export async function seededDemo(): Promise<{ copy(change?: Variables): Workplace }> {
  const directory = mkdtempSync(join(tmpdir(), "shangju-demo-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const { PATH, HOME } = process.env;
  const seeded = await runCommand({ cwd: directory, env: { PATH, HOME, TZ: "UTC" } }, "seed", "--profile", "demo");
  if (seeded.code !== 0) throw new Error(`the demo was not seeded: ${seeded.stderr}`);
  const variables = parseEnv(readFileSync(join(directory, "data/demo.env"), "utf8"));
  return {
    copy(change = {}) {
      const place = Workplace.configured({ ORIGIN: "http://127.0.0.1:3000", ...variables, ...change });
      cpSync(join(directory, "data"), place.path("data"), { recursive: true });
      rmSync(place.path("data/demo.env"));
      return place;
    },
  };
}
