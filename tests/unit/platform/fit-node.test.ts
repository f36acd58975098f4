import { expect, test } from "vitest";
import { sqliteUnfitness } from "~/platform/fit-node.server";

test.each(["v20.19.0", "v22.23.3", "v24.0.0", "v24.18.1", "v25.2.1", "v26.0.0"])(
  "SQLite runs under Node.js %s",
  (version) => {
    expect(sqliteUnfitness(version)).toBeUndefined();
  },
);

test.each(["v24.19.0", "v24.21.0"])(
  "SQLite is not opened under Node.js %s, and the reason names what to use",
  (version) => {
    expect(sqliteUnfitness(version)).toBe(
      `SQLite's driver aborts under Node.js ${version}: use 20.19 to 24.18, or PostgreSQL`,
    );
  },
);
