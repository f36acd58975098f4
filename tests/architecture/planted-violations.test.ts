import { afterAll, beforeAll, describe, expect, test } from "vitest";
import config from "../../remix.config.js";
import { biome } from "./plants/biome-plants";
import { consoleGuard } from "./plants/console-plants";
import { dependencyCruiser } from "./plants/dependency-plants";
import { knip } from "./plants/knip-plants";
import type { Finding } from "./plants/planted-tool";
import { eslint } from "./plants/promise-plants";
import { plant, uproot } from "./plants/scratch-tree";
import { tidy } from "./plants/tidy-plants";
import { typescript } from "./plants/type-plants";

const TOOL_TIMEOUT_MS = 60_000;

describe.each([biome, typescript, eslint, dependencyCruiser, knip, tidy, consoleGuard])(
  "$tool",
  ({ sound, plants, rules, findings }) => {
    const roots = [plant(sound), plant(Object.assign({}, sound, ...plants.map(({ files }) => files)))];
    let silence: Finding[] = [];
    let found: Finding[] = [];

    beforeAll(async () => {
      [silence = [], found = []] = await Promise.all(roots.map(findings));
    }, TOOL_TIMEOUT_MS);

    afterAll(() => roots.forEach(uproot));

    test("is silent about a sound tree", () => {
      expect(silence).toEqual([]);
    });

    test.each(plants)("reports $rule in $path", ({ rule, path }) => {
      expect(found).toContainEqual({ rule, path });
    });

    test("has a plant for every rule", () => {
      const planted = plants.map(({ rule }) => rule);
      expect(rules.filter((rule) => !planted.includes(rule))).toEqual([]);
    });
  },
);

test("remix.config.js puts every test in UTC and under the guard of the console", () => {
  expect(config.test).toMatchObject({
    env: { TZ: "UTC" },
    setupFiles: ["tests/support/unexpected-console.ts"],
  });
});
