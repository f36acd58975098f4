import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The path of a file of db/seed, from the sources and from the build alike, whatever the working directory is. */
export function seedFile(name: string): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, "db/seed", name))) {
    if (directory === dirname(directory)) throw new Error(`db/seed/${name} is not in this installation`);
    directory = dirname(directory);
  }
  return join(directory, "db/seed", name);
}
