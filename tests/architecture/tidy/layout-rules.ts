import type { Tree } from "./source-tree";
import { inFile, type TidyRule } from "./tidy-rule";

const TOP = new Set([
  "app",
  "db",
  "public",
  "tests",
  "remix.config.js",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "README.md",
]);

const APP_FOLDERS = new Set([
  "messages",
  "routes",
  "components",
  "jobs",
  "payouts",
  "bookings",
  "fund",
  "offers",
  "alliance",
  "payments",
  "ledger",
  "members",
  "platform",
  "stripe-simulator",
  "kernel",
]);

const APP_FILES = new Set([
  "root.tsx",
  "app.css",
  "routes.ts",
  "entry.client.tsx",
  "entry.server.tsx",
  "server.ts",
  "env.d.ts",
]);

const KERNEL = new Set([
  "assert.ts",
  "brand.ts",
  "money.ts",
  "instant.ts",
  "calendar-day.ts",
  "result.ts",
  "canonical-json.ts",
]);

const AREAS = new Set(["public", "resident", "merchant", "operator", "trustee", "machine"]);

export const layoutRules: TidyRule[] = [
  {
    name: "fixed-top-level",
    mend: "the visible top level is fixed; tools' settings are dotfiles or lie in tests/architecture",
    find: ({ top }) => top.filter((name) => !TOP.has(name)).map((name) => inFile(name, "is not part of the layout")),
  },
  {
    name: "app-folders",
    mend: "app/ holds the folders of the README's layout, cut by business capability, never by table or by kind",
    find: (tree) => unknownNames(tree, /^app\/([^/]+)\/|^app\/([^/]+)$/, new Set([...APP_FOLDERS, ...APP_FILES])),
  },
  {
    name: "kernel-is-closed",
    mend: "kernel is a closed list; a domain word belongs to its module, the outside world to platform",
    find: (tree) => unknownNames(tree, /^app\/kernel\/(.+)$/, KERNEL),
  },
  {
    name: "route-areas",
    mend: "routes lie in public, resident, merchant, operator, trustee and machine: one guard layout each",
    find: (tree) => unknownNames(tree, /^app\/routes\/([^/]+)\//, AREAS),
  },
];

function unknownNames(tree: Tree, pattern: RegExp, known: ReadonlySet<string>) {
  return tree.sources
    .map(({ path }) => ({ path, match: pattern.exec(path) }))
    .filter(({ match }) => match !== null && !known.has(match[1] ?? match[2] ?? ""))
    .map(({ path }) => inFile(path, "is not part of the layout"));
}
