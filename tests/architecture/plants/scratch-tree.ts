import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const REPOSITORY = join(import.meta.dirname, "../../..");

/** The text of one of the repository's own files. */
export function repositoryText(path: string): string {
  return readFileSync(join(REPOSITORY, path), "utf8");
}

/** Text of files by path. */
export type Files = Readonly<Record<string, string>>;

/** Writes `files` into a new folder outside the repository and gives its path. */
export function plant(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), "shangju-plants-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Removes a planted tree. */
export function uproot(root: string): void {
  rmSync(root, { recursive: true, force: true });
}

/** Runs one of the repository's tools in `root` and gives what it printed, faults or not. */
export async function runTool(tool: string, options: readonly string[], root: string): Promise<string> {
  const child = spawn(join(REPOSITORY, "node_modules/.bin", tool), options, {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let complaint = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (complaint += text));
  await new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
  return output.trim() === "" ? complaint : output;
}
