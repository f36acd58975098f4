/**
 * Why this Node.js cannot open a SQLite file; undefined where it can. From 24.19 on Node 24 ends the process when the
 * collector meets an object of better-sqlite3 12 at the wrong moment, in the middle of anything. Source:
 * nodejs/node#65446, seen with 24.21.0; 20, 22 and 24.18 are free of it.
 */
export function sqliteUnfitness(node_version: string): string | undefined {
  const [major = 0, minor = 0] = node_version.replace(/^v/, "").split(".").map(Number);
  if (major !== 24 || minor < 19) return undefined;
  return `SQLite's driver aborts under Node.js ${node_version}: use 20.19 to 24.18, or PostgreSQL`;
}
