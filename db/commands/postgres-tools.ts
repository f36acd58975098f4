import { type ChildProcess, execFile, type SpawnOptions, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { sql } from "kysely";
import type { Reader } from "~/platform/database.server";
import { CouldNotRun } from "./command";

export type PostgresTool = "pg_dump" | "pg_restore";

const run = promisify(execFile);

/**
 * PostgreSQL's own program in the version of the server that `reader` speaks to: an older one refuses to read it, and
 * what a newer one writes an older one cannot read. Throws `CouldNotRun`, which says what to install.
 */
export async function findPostgresTool(tool: PostgresTool, reader: Reader): Promise<string> {
  const version = await getServerVersion(reader);
  // Debian keeps every version here, and the newest in the path
  for (const program of [`/usr/lib/postgresql/${version}/bin/${tool}`, tool]) {
    if (program !== tool && !existsSync(program)) continue;
    const said = await run(program, ["--version"]).catch(() => undefined);
    if (said && / (\d+)/.exec(said.stdout)?.[1] === version) return program;
  }
  const install = `install PostgreSQL's client ${version} (Debian: apt-get install postgresql-client-${version})`;
  throw new CouldNotRun(
    `the server is PostgreSQL ${version}, and there is no ${tool} of this version here: ${install}`,
  );
}

async function getServerVersion(reader: Reader): Promise<string> {
  const { rows } = await sql<{ server_version_num: string }>`show server_version_num`.execute(reader);
  return String(Math.floor(Number(rows[0]?.server_version_num) / 10_000));
}

/** Starts a tool on the database at `url`; its password is no argument, for arguments can be read by everybody. */
export function startPostgresTool(
  program: string,
  args: readonly string[],
  { url, stdio }: { url: string; stdio: SpawnOptions["stdio"] },
): { child: ChildProcess; ended: Promise<void> } {
  const place = new URL(url);
  const password = decodeURIComponent(place.password);
  place.password = "";
  const env = { ...process.env, ...(password && { PGPASSWORD: password }) };
  const child = spawn(program, [...args, `--dbname=${place.href}`], { stdio: stdio ?? "inherit", env });
  let complaint = "";
  child.stderr?.on("data", (text: Buffer) => (complaint += text.toString()));
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new CouldNotRun(complaint.trim().split("\n")[0] || `${program} ended with ${code}`));
    });
  });
  return { child, ended };
}
