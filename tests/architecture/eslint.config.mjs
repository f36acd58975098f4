import { join } from "node:path";
import tseslint from "typescript-eslint";

// Only the rules that need types; Biome does everything else. `checksVoidReturn.attributes` is off because
// React event handlers may be async. The tree is the one the tool runs in: the repository, or a planted one.
export default tseslint.config({
  files: ["**/*.ts", "**/*.tsx"],
  plugins: { "@typescript-eslint": tseslint.plugin },
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: { project: join(process.cwd(), "tsconfig.json"), tsconfigRootDir: process.cwd() },
  },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  rules: {
    "@typescript-eslint/no-floating-promises": "error",
    "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
    "@typescript-eslint/await-thenable": "error",
    "@typescript-eslint/switch-exhaustiveness-check": "error",
    "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
  },
});
