import { one, type PlantedTool } from "./planted-tool";
import { repositoryText, runTool } from "./scratch-tree";

/** The repository's compiler settings, without the packages that a scratch tree lacks. */
export function scratchTsconfig(): string {
  const { compilerOptions } = JSON.parse(repositoryText("tsconfig.json"));
  return JSON.stringify({ include: ["app", "db"], compilerOptions: { ...compilerOptions, types: [] } });
}

const FALLTHROUGH = `export function f(a: number) {
  switch (a) {
    case 1:
      a += 1;
    case 2:
      return a;
  }
  return 0;
}
`;

/** `path(line,column): error TS1234: …` */
const REPORT = /^(\S+?)\(\d+,\d+\): error (TS\d+)/;

export const typescript: PlantedTool = {
  tool: "TypeScript",
  rules: [],
  sound: {
    "tsconfig.json": scratchTsconfig(),
    "app/kernel/money.ts": "export type Fen = number;\nexport const fen: Fen = 1;\n",
    "app/price.ts": 'import { type Fen, fen } from "~/kernel/money";\n\nexport const price: Fen = fen;\n',
  },
  plants: [
    one("TS2322", "app/wrong-type.ts", 'export const fen: number = "1";\n'),
    one("TS7006", "app/strict.ts", "export const twice = (fen) => fen * 2;\n"),
    one("TS2532", "app/unchecked-index.ts", "export const first = (list: string[]) => list[0].length;\n"),
    one("TS2375", "app/optional.ts", "export const it: { memo?: string } = { memo: undefined };\n"),
    one("TS4114", "app/override.ts", "class A {\n  a() {}\n}\nexport class B extends A {\n  a() {}\n}\n"),
    one("TS7030", "app/returns.ts", "export function sign(fen: number) {\n  if (fen > 0) return 1;\n}\n"),
    one("TS7029", "app/fallthrough.ts", FALLTHROUGH),
    one("TS6133", "app/unused.ts", "const fen = 1;\nexport {};\n"),
    one("TS1484", "app/verbatim.ts", 'import { Fen } from "./kernel/money";\n\nexport type Price = Fen;\n'),
    one("TS1294", "app/erasable.ts", "export enum Tier {\n  General,\n}\n"),
  ],
  findings: async (root) =>
    (await runTool("tsc", ["-p", ".", "--pretty", "false"], root)).split("\n").flatMap((line) => {
      const [, path, rule] = REPORT.exec(line) ?? [];
      return path && rule ? [{ rule, path }] : [];
    }),
};
