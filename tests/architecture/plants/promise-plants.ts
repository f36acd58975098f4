import { relative } from "node:path";
import config from "../eslint.config.mjs";
import { one, type PlantedTool } from "./planted-tool";
import { REPOSITORY, runTool } from "./scratch-tree";
import { scratchTsconfig } from "./type-plants";

type Report = { filePath: string; messages: { ruleId: string | null }[] }[];

const SAVE = 'export async function save(): Promise<"saved" | "lost"> {\n  return "saved";\n}\n';
const IMPORT = 'import { save } from "./save";\n\n';

export const eslint: PlantedTool = {
  tool: "ESLint",
  rules: config.flatMap(({ rules }) => Object.keys(rules ?? {})),
  sound: {
    "tsconfig.json": scratchTsconfig(),
    "app/save.ts": SAVE,
    "db/cli.ts": "export const port = 3000;\n",
    "app/sound.ts": `${IMPORT}export async function run() {\n  void save();\n  return (await save()) === "saved";\n}\n`,
  },
  plants: [
    one("@typescript-eslint/no-floating-promises", "app/floating.ts", `${IMPORT}save();\n`),
    one(
      "@typescript-eslint/no-misused-promises",
      "app/misused.ts",
      `${IMPORT}export const isSaved = save() ? 1 : 0;\n`,
    ),
    one("@typescript-eslint/await-thenable", "app/thenable.ts", "export const one = await 1;\n"),
    one(
      "@typescript-eslint/switch-exhaustiveness-check",
      "db/exhaustive.ts",
      'export function say(state: "saved" | "lost") {\n  switch (state) {\n    case "saved":\n      return 1;\n  }\n  return 2;\n}\n',
    ),
    one(
      "@typescript-eslint/return-await",
      "app/return-await.ts",
      `${IMPORT}export async function retry() {\n  try {\n    return save();\n  } catch {\n    return "lost";\n  }\n}\n`,
    ),
  ],
  findings: async (root) => {
    const config_path = `${REPOSITORY}/tests/architecture/eslint.config.mjs`;
    const output = await runTool("eslint", ["-c", config_path, "-f", "json", "app", "db"], root);
    return (JSON.parse(output) as Report).flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId }) => ({ rule: ruleId ?? "", path: relative(root, filePath) })),
    );
  },
};
