import { one, type PlantedTool } from "./planted-tool";
import { repositoryText, runTool } from "./scratch-tree";

type Named = { name: string };
type Report = { issues: ({ file: string } & Record<string, Named[] | string>)[] };

const manifest = {
  name: "plants",
  type: "module",
  dependencies: { remix: "1.0.0", "left-over": "1.0.0" },
  devDependencies: { "left-over-tool": "1.0.0" },
};

/** In the shape @remix-run/route-config gives. */
const routeTable = (...names: string[]) =>
  `export default ${JSON.stringify(names.map((name) => ({ file: `routes/public/${name}.tsx` })))};\n`;

const ROUTES = ["home", "half", "unlisted", "unresolved"];

const unused = (rule: string, path: string) => ({ rule, path, files: {} });

export const knip: PlantedTool = {
  tool: "knip",
  rules: ["files", "dependencies", "devDependencies", "unlisted", "unresolved", "exports", "types", "duplicates"],
  sound: {
    ".knip.json": repositoryText(".knip.json"),
    "package.json": JSON.stringify({ ...manifest, dependencies: { remix: "1.0.0" }, devDependencies: {} }),
    "tsconfig.json": "{}",
    "remix.config.js": "export default { test: { include: ['tests/**/*.test.ts'] } };\n",
    "app/routes.ts": routeTable("home"),
    "app/entry.server.tsx": "export default 1;\n",
    "app/server.ts": 'import { used } from "./ledger/account";\nused();\n',
    "app/ledger/account.ts": "export function used() {}\n",
    "app/routes/public/home.tsx": 'import { part } from "./home-rows";\nexport const loader = part;\n',
    "app/routes/public/home-rows.tsx": "export const part = 1;\n",
    "tests/unit/ledger/account.test.ts": 'import { used } from "../../../app/ledger/account";\nused();\n',
  },
  plants: [
    one("unresolved", "app/routes/public/unresolved.tsx", 'import "./no-such-file";\n'),
    { ...unused("dependencies", "package.json"), files: { "package.json": JSON.stringify(manifest) } },
    unused("devDependencies", "package.json"),
    one("files", "app/routes/public/unlisted-route.tsx", "export const loader = 1;\n"),
    one("files", "app/ledger/forgotten.ts", "export const forgotten = 1;\n"),
    one("files", "app/routes/public/forgotten-rows.tsx", "export const forgotten = 1;\n"),
    one("files", "tests/support/forgotten.ts", "export const forgotten = 1;\n"),
    one("unlisted", "app/routes/public/unlisted.tsx", 'import "no-such-package";\n'),
    { ...unused("unresolved", "app/routes/public/unresolved.tsx"), files: { "app/routes.ts": routeTable(...ROUTES) } },
    {
      rule: "exports",
      path: "app/ledger/half-used.ts",
      files: {
        "app/ledger/half-used.ts":
          "export const here = 1;\nexport const unusedHere = 2;\nexport type UnusedHere = string;\nexport const same = 1;\nexport { same as sameAgain };\nexport default same;\n",
        "app/routes/public/half.tsx":
          'import again, { here, same, sameAgain } from "../../ledger/half-used";\nexport const loader = [here, same, sameAgain, again];\n',
      },
    },
    unused("types", "app/ledger/half-used.ts"),
    unused("duplicates", "app/ledger/half-used.ts"),
  ],
  findings: async (root) => {
    const output = await runTool("knip", ["--reporter=json", "--no-progress", "--no-config-hints"], root);
    const { issues } = JSON.parse(output) as Report;
    return issues.flatMap(({ file, ...kinds }) =>
      Object.entries(kinds)
        .filter(([, named]) => Array.isArray(named) && named.length > 0)
        .map(([rule]) => ({ rule, path: file })),
    );
  },
};
