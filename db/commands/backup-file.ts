import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream";
import { pipeline as finished } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { CouldNotRun } from "./command";

/**
 * What a backup says of itself in its first line. The rest of the file is the database, compressed with gzip: SQLite's
 * file as it is, or what `pg_dump --format=custom` gives.
 */
export type Manifest = {
  format: typeof BACKUP_FORMAT;
  engine: "sqlite" | "postgres";
  /** The newest migration that the database had. */
  schema: string;
  created_at: string;
  head: { seq: number; hash: string };
  /** Of the database before it was compressed. */
  content: ContentMark;
};

export type ContentMark = { size_bytes: number; sha256: string };

export const BACKUP_FORMAT = "shangju-backup/1";
const LONGEST_MANIFEST_BYTES = 64 * 1024;
/** A backup holds names, telephone numbers and password hashes. */
const OWNER_ONLY = 0o600;

/** The name of a file beside `out` that only this process writes; those that killed processes left are removed. */
export async function unfinishedName(out: string): Promise<string> {
  const stem = `${basename(out)}.`;
  const files = await readdir(dirname(out)).catch((error: Error) => {
    throw new CouldNotRun(error.message);
  });
  for (const file of files) {
    const pid = file.startsWith(stem) ? /^(\d+)\.unfinished/.exec(file.slice(stem.length))?.[1] : undefined;
    if (pid && !isAlive(Number(pid))) await rm(join(dirname(out), file), { force: true });
  }
  return `${out}.${process.pid}.unfinished`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Makes an empty file that only its owner may read, for others to write into. */
export async function makeOwnersFile(file: string): Promise<void> {
  await (await open(file, "wx", OWNER_ONLY)).close();
}

/** Length and SHA-256 of a file. */
export async function markOf(file: string): Promise<ContentMark> {
  const marking = new Marking();
  for await (const chunk of createReadStream(file)) marking.add(chunk as Buffer);
  return marking.mark();
}

class Marking {
  readonly #hash = createHash("sha256");
  #size_bytes = 0;

  add(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#size_bytes += chunk.length;
  }

  mark(): ContentMark {
    return { size_bytes: this.#size_bytes, sha256: this.#hash.digest("hex") };
  }
}

/** Writes the backup of the database in `content_file` to `unfinished`, and moves it to `out` when it is on the disk. */
export async function writeBackup(
  manifest: Manifest,
  { content_file, unfinished, out }: { content_file: string; unfinished: string; out: string },
): Promise<void> {
  const handle = await open(unfinished, "wx", OWNER_ONLY);
  try {
    await handle.write(manifestLine(manifest));
    await finished(createReadStream(content_file), createGzip(), async (packed) => {
      for await (const chunk of packed) await handle.writeFile(chunk as Buffer);
    });
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, out);
  await syncFile(dirname(out));
}

/** Waits until a file, or the names in a directory, are on the disk. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, "r");
  await handle.sync().finally(() => handle.close());
}

/** The first line of a backup; throws `CouldNotRun` for a file that is none. */
export async function readManifest(file: string): Promise<Manifest> {
  const handle = await open(file, "r").catch((error: Error) => {
    throw new CouldNotRun(error.message);
  });
  const { buffer, bytesRead } = await handle
    .read({ buffer: Buffer.alloc(LONGEST_MANIFEST_BYTES) })
    .finally(() => handle.close());
  const manifest = parseManifest(buffer.subarray(0, bytesRead).toString("utf8").split("\n")[0] ?? "");
  if (!manifest) throw new CouldNotRun(`${file}: is no backup that this version can read`);
  return manifest;
}

function parseManifest(line: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(line) as Manifest;
    return manifest.format === BACKUP_FORMAT ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** The file is not what was written: a part is missing or changed. */
export class DamagedBackup extends Error {}

/** The database in a backup. Ends by throwing `DamagedBackup` where it is not the one that its manifest describes. */
export async function* readContent(file: string, manifest: Manifest): AsyncGenerator<Buffer> {
  const marking = new Marking();
  const unpacked = createGunzip();
  pipeline(createReadStream(file, { start: manifestLine(manifest).length }), unpacked, () => undefined);
  try {
    for await (const chunk of unpacked) {
      marking.add(chunk as Buffer);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw new DamagedBackup(error instanceof Error ? error.message : String(error));
  }
  const { size_bytes, sha256 } = marking.mark();
  if (size_bytes !== manifest.content.size_bytes || sha256 !== manifest.content.sha256) {
    throw new DamagedBackup("its content is not what its first line says");
  }
}

function manifestLine(manifest: Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest)}\n`);
}
