import { relative } from "node:path";
import { one, type PlantedTool } from "./planted-tool";
import { REPOSITORY, runTool } from "./scratch-tree";

type Report = { testResults: { name: string; assertionResults: { failureMessages: string[] }[] }[] };

const GUARD = `${REPOSITORY}/tests/support/unexpected-console.ts`;
const IMPORT = `import { expectConsoleError, expectConsoleWarning } from "${GUARD}";\n`;

/** What the guard of console.error and console.warn says, as rules. */
const SAYINGS = {
  "unexpected-output": /^Error: unexpected output/,
  "announced-never-printed": /^Error: announced, but/,
};

const SOUND_TEST = `${IMPORT}
test("announced", () => {
  expectConsoleError(/no seat/);
  expectConsoleWarning(/slow/);
  console.error("no seat", { left: 0 });
  console.warn("slow");
  console.log("anything");
});
`;

export const consoleGuard: PlantedTool = {
  tool: "unexpected-console.ts",
  rules: Object.keys(SAYINGS),
  sound: {
    "vitest.config.mjs": `export default { test: { globals: true, setupFiles: ["${GUARD}"], include: ["*.test.ts"] } };\n`,
    "announced.test.ts": SOUND_TEST,
  },
  plants: [
    one("unexpected-output", "error.test.ts", 'test("prints", () => console.error("boom"));\n'),
    one("unexpected-output", "warn.test.ts", 'test("warns", () => console.warn("hm"));\n'),
    one(
      "unexpected-output",
      "other.test.ts",
      `${IMPORT}test("a", () => { expectConsoleError(/b/); console.error("b"); console.error("c"); });\n`,
    ),
    one("announced-never-printed", "silent.test.ts", `${IMPORT}test("silent", () => expectConsoleWarning(/never/));\n`),
  ],
  findings: async (root) => {
    const output = await runTool("vitest", ["run", "--reporter=json"], root);
    const { testResults } = JSON.parse(output) as Report;
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .flatMap(({ failureMessages }) => failureMessages)
        .map((message) => ({ rule: ruleOf(message), path: relative(root, name) })),
    );
  },
};

function ruleOf(message: string): string {
  return Object.entries(SAYINGS).find(([, saying]) => saying.test(message))?.[0] ?? message;
}
