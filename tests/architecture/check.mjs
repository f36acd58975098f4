// `npm run check`: every tool at once, quiet about what is right, and for what is wrong the way to mend it.
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

const repository = join(import.meta.dirname, "../..");
const options = {
  cwd: repository,
  env: {
    ...process.env,
    NO_COLOR: "1",
    PATH: `${join(repository, "node_modules/.bin")}${delimiter}${process.env.PATH}`,
  },
};

const STEPS = [
  {
    tool: "Biome",
    mend: "npm run format; it shows what is left to mend by hand",
    start: () => spawn("biome", ["check", "--error-on-warnings", "--reporter=summary"], options),
  },
  {
    tool: "TypeScript",
    mend: "mend the types; narrow `unknown`, never cast to `any`",
    start: () => spawn("tsc", ["-p", "."], options),
  },
  {
    tool: "ESLint",
    mend: "await the promise, or name every case of the switch; a promise left alone on purpose gets `void`",
    start: () => spawn("eslint", ["-c", "tests/architecture/eslint.config.mjs", "app", "db", "tests"], options),
  },
  {
    tool: "dependency-cruiser",
    mend: "imports point down: move the line to the lower folder; each rule's comment in dependency-rules.mjs says where",
    start: () =>
      spawn(
        "depcruise",
        ["--config", "tests/architecture/dependency-rules.mjs", "-T", "err-long", "app", "db", "tests"],
        options,
      ),
  },
  {
    tool: "knip",
    mend: "delete what nothing uses, or drop its `export`; name a missing package in package.json",
    start: () => spawn("knip", ["--no-progress", "--no-config-hints"], options),
  },
  {
    tool: "tidy.test.ts",
    mend: "each rule above says what to write instead; numbers in tidy/tidy-limits.ts may only fall",
    start: () =>
      spawn(
        "vitest",
        ["run", "--config", "remix.config.js", "--reporter=dot", "tests/architecture/tidy.test.ts"],
        options,
      ),
  },
];

const answers = await Promise.all(STEPS.map(run));
const wrong = answers.filter(({ code }) => code !== 0);
for (const { tool, mend, output } of wrong) console.error(`\n${output.trim()}\n\n✗ ${tool}. To mend: ${mend}.`);
if (wrong.length > 0) console.error(`\nnot right yet: ${wrong.map(({ tool }) => tool).join(", ")}`);
process.exitCode = wrong.length > 0 ? 1 : 0;

async function run({ tool, mend, start }) {
  const child = start();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const code = await new Promise((resolve) => {
    child.on("error", (error) => {
      output += `${error.message}: run npm ci`;
      resolve(127);
    });
    child.on("close", resolve);
  });
  return { tool, mend, output, code };
}
