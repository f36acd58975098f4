import { one, type PlantedTool } from "./planted-tool";
import { repositoryText, runTool } from "./scratch-tree";

type Report = { diagnostics: { category: string; location: { path: string } }[] };

const SOUND_TSX = `import { type Price, price } from "./price";

export function Tag(properties: { cost: Price }, _unused: string) {
  return <b>{price(properties.cost)}</b>;
}
`;

const SOUND_CSS = `@import "tailwindcss" source("../app");

@theme {
  --color-seal: #b3261e;
}

@utility seal {
  color: var(--color-seal);
}

.tag {
  @apply font-bold;
}
`;

export const biome: PlantedTool = {
  tool: "Biome",
  rules: ["format", "assist/source/organizeImports", "lint/suspicious/noDebugger"],
  sound: {
    ".biome.json": repositoryText(".biome.json"),
    "app/tag.tsx": SOUND_TSX,
    "app/app.css": SOUND_CSS,
    "app/messages/en.json": '{ "sold-out": "Sold out" }\n',
    "build/index.js": "var   built=1",
    "data/demo.json": '{"a":   1}',
    "db/seed/offers.csv": "id,  name\n",
  },
  plants: [
    one("format", "app/indent.ts", "export const fen =     1\n"),
    one("format", "app/quotes.ts", "export const fen = 'one';\n"),
    one("format", "app/width.ts", `export const texts = ["${"a".repeat(60)}", "${"b".repeat(60)}"];\n`),
    one("format", "app/messages/zh-CN.json", '{"sold-out":    "Sold out"}'),
    one("format", "app/wide.css", ".a {color: red}\n"),
    one(
      "assist/source/organizeImports",
      "app/imports.ts",
      'import "z";\nimport { b } from "b";\nimport { a } from "a";\n\nb(a);\n',
    ),
    one("lint/suspicious/noDebugger", "app/stop.ts", "debugger;\n"),
    one("lint/suspicious/noExplicitAny", "app/any.ts", "export const it: any = 1;\n"),
    one("lint/correctness/noUnusedVariables", "tests/unused.ts", "const fen = 1;\n\nexport {};\n"),
    one("lint/correctness/noUnknownProperty", "app/typo.css", ".a {\n  colr: red;\n}\n"),
    one("lint/a11y/useAltText", "app/picture.tsx", 'export const picture = <img src="/a.png" />;\n'),
  ],
  findings: async (root) => {
    const output = await runTool("biome", ["check", "--reporter=json", "--max-diagnostics=none"], root);
    const { diagnostics } = JSON.parse(output) as Report;
    return diagnostics.map(({ category, location }) => ({ rule: category, path: location.path }));
  },
};
