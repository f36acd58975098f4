import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A place for a database that can be full. `how` says whether it is really a disk or only a limit on files. */
export type SmallDisk = {
  how: "tmpfs" | "file-size limit";
  directory: string;
  /** From now on there is no room left for the process `pid`. */
  fill(pid: number): void;
  free(pid: number): void;
  remove(): void;
};

const SIZE_MB = 8;
const CHUNK_BYTES = 64 * 1024;

/** A disk of 8 MB in memory; where this user may not mount one, a limit on how long the server's files may grow. */
export function smallDisk(): SmallDisk {
  const directory = mkdtempSync(join(tmpdir(), "shangju-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MB}m,mode=700`, "tmpfs", directory], { stdio: "pipe" });
  } catch {
    return limitedFiles(directory);
  }
  const filler = join(directory, "filler");
  return {
    how: "tmpfs",
    directory,
    fill: () => fillWith(filler),
    free: () => rmSync(filler, { force: true }),
    remove() {
      execFileSync("umount", ["--lazy", directory]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function fillWith(filler: string): void {
  const file = openSync(filler, "a");
  const is_full = (size_bytes: number) => {
    try {
      writeSync(file, Buffer.alloc(size_bytes));
      return false;
    } catch {
      return true;
    }
  };
  for (let size_bytes = CHUNK_BYTES; size_bytes >= 1; size_bytes = Math.floor(size_bytes / 2)) {
    while (!is_full(size_bytes));
  }
  closeSync(file);
}

/** No file of the process may become longer than the longest that lies there now. */
function limitedFiles(directory: string): SmallDisk {
  const limit = (pid: number, size: string) => execFileSync("prlimit", ["--pid", String(pid), `--fsize=${size}:`]);
  const longest_bytes = () => Math.max(...readdirSync(directory).map((name) => statSync(join(directory, name)).size));
  return {
    how: "file-size limit",
    directory,
    fill: (pid) => void limit(pid, String(longest_bytes())),
    free: (pid) => void limit(pid, "unlimited"),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
