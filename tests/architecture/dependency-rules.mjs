// The dependency rule of the README, read by dependency-cruiser. Imports point down; folders on one line are siblings.

import { existsSync, readFileSync } from "node:fs";

/** From the top down. `db-engine` is what opens and migrates a database. */
export const LAYERS = [
  ["jobs"],
  ["payouts"],
  ["bookings"],
  ["fund"],
  ["offers"],
  ["alliance", "payments"],
  ["ledger", "members"],
  ["platform"],
  ["db-engine"],
  ["db-schema"],
  ["kernel"],
];

const DB_ENGINE = "^db/(migrations/|(connect|engine|migrate|sqlite-dialect|postgres-dialect)\\.ts$)";
const DB_SCHEMA = "^db/schema/";
const DB_COMMANDS = "^db/(?!seed/|schema/|migrations/|(connect|engine|migrate|sqlite-dialect|postgres-dialect)\\.ts$)";
/** What a server does at its start like a command: the demo's variables and its simulator. */
const STARTS_WITH_SERVER = "^db/(environment|simulator)\\.ts$";
const ROUTES = "^app/(routes/|routes\\.ts$|root\\.tsx$|entry\\.(client|server)\\.tsx$)";
const AREA = "^app/routes/([^/]+)/";
/** Started by a tool or by Node, imported by nobody. */
const ENTRIES = "^app/(root|routes|server|entry\\.(client|server))\\.tsx?$|^db/(cli\\.ts|run\\.mjs)$";
/** The files that app/routes.ts lists; the others in an area are parts of its pages. */
const ROUTE_MODULES = listedRoutes().map((file) => `^app/${file.replaceAll(".", "\\.")}$`);
const SERVER = "^app/server\\.ts$";
const SIMULATOR = "^app/stripe-simulator/";
const COMPONENTS = "^app/components/";
const MESSAGES = "^app/messages/";
const TESTS = "^tests/";

/** Where the files of a line lie. */
const pathOf = (layer) => {
  if (layer === "db-engine") return DB_ENGINE;
  if (layer === "db-schema") return DB_SCHEMA;
  return `^app/${layer}/`;
};

const OURS = "^(app|db|tests)/";

/** One rule a folder: it imports itself and what lies on lower lines, nothing else of ours. */
const layerRules = LAYERS.flatMap((siblings, line) =>
  siblings.map((layer) => {
    const below = LAYERS.slice(line + 1)
      .flat()
      .map(pathOf);
    const draws = !["platform", "db-engine", "db-schema", "kernel"].includes(layer);
    const words = !["db-engine", "db-schema", "kernel"].includes(layer);
    return {
      name: `layer-${layer}`,
      comment: `${layer} imports only itself and the lines below it; a line two folders need sinks below both`,
      from: { path: pathOf(layer) },
      to: {
        path: OURS,
        pathNot: [pathOf(layer), ...below, ...(draws ? [COMPONENTS] : []), ...(words ? [MESSAGES] : [])],
      },
    };
  }),
);

const topRules = [
  {
    name: "layer-routes",
    comment: "routes import the modules below them, not the server, the seed, the commands or the simulator",
    from: { path: ROUTES },
    to: { path: [SERVER, "^db/seed/", DB_COMMANDS, SIMULATOR, TESTS] },
  },
  {
    name: "layer-server",
    comment: "app/server.ts imports plumbing and modules; pages reach it through the Remix build",
    from: { path: SERVER },
    to: { path: [AREA, "^db/seed/", DB_COMMANDS, TESTS], pathNot: [STARTS_WITH_SERVER] },
  },
  {
    name: "layer-db-seed",
    comment: "the seed calls the commands people use; it knows no page, server or command line",
    from: { path: "^db/seed/" },
    to: { path: [ROUTES, SERVER, COMPONENTS, SIMULATOR, DB_COMMANDS, TESTS] },
  },
  {
    name: "layer-db-cli",
    comment: "a command of the command line calls modules, the seed or the simulator, never a page",
    from: { path: DB_COMMANDS },
    to: { path: [AREA, COMPONENTS, TESTS] },
  },
  {
    name: "layer-messages",
    comment: "texts and their formatting lie right above kernel, so that everyone may use them",
    from: { path: MESSAGES },
    to: { path: OURS, pathNot: [MESSAGES, "^app/kernel/"] },
  },
  {
    name: "components-know-no-domain",
    comment: "a component with a domain word belongs to its module or its route",
    from: { path: COMPONENTS },
    to: { path: OURS, pathNot: [COMPONENTS, "^app/kernel/", MESSAGES] },
  },
  {
    name: "simulator-is-another-party",
    comment: "the payment simulator knows of us only what comes over HTTP",
    from: { path: SIMULATOR },
    to: { path: OURS, pathNot: [SIMULATOR, "^app/kernel/"] },
  },
  {
    name: "simulator-only-over-http",
    comment: "only app/server.ts, the command line and tests start the simulator; everyone else speaks HTTP to it",
    from: { path: "^(app|db)/", pathNot: [SIMULATOR, SERVER, DB_COMMANDS] },
    to: { path: SIMULATOR },
  },
  {
    name: "migrations-are-frozen",
    comment: "a merged migration never changes, so it imports only kysely and db/engine.ts",
    from: { path: "^db/migrations/" },
    to: { path: OURS, pathNot: ["^db/engine\\.ts$"] },
  },
];

const routeRules = [
  {
    name: "routes-import-no-routes",
    comment:
      "what two pages share is a file that app/routes.ts does not list: in the area, in app/routes/ or in a module",
    from: { path: OURS, pathNot: ["^app/routes\\.ts$", TESTS] },
    to: { path: ROUTE_MODULES },
  },
  {
    name: "route-areas-are-apart",
    comment: "a part of a page is used in its own area only",
    from: { path: AREA },
    to: { path: AREA, pathNot: ["^app/routes/$1/"] },
  },
  {
    name: "route-plumbing-below-areas",
    comment: "app/routes/*.ts(x) is plumbing below the pages and imports none of their parts",
    from: { path: "^app/(routes/[^/]+$|root\\.tsx$|entry\\.)" },
    to: { path: AREA },
  },
];

const moduleRules = [
  {
    name: "store-is-private",
    comment: "a table's writes are private to its module; call a command of that module",
    from: { path: "^app/([^/]+)/" },
    to: { path: "^app/[^/]+/.*\\.store\\.server\\.ts$", pathNot: ["^app/$1/"] },
  },
  {
    name: "store-is-private-to-app",
    comment: "the command line, the seed and tests use commands, not stores",
    from: { path: "^(db|tests)/|^app/[^/]+$" },
    to: { path: "\\.store\\.server\\.ts$" },
  },
  {
    name: "no-cycle",
    comment: "two files that need each other are one file, or a third lies below both",
    from: { path: "^(app|db|tests)/" },
    to: { circular: true },
  },
  {
    name: "no-orphan",
    comment: "nothing imports this file and it imports nothing: delete it",
    from: {
      orphan: true,
      path: "^(app|db)/",
      pathNot: [AREA, ENTRIES, "\\.d\\.ts$", "\\.(json|csv|css)$"],
    },
    to: {},
  },
  {
    name: "no-unresolvable",
    comment: "the import leads nowhere: mend the path or install the package",
    from: { path: OURS },
    to: { couldNotResolve: true, pathNot: ["^virtual:", "\\?(raw|url)$"] },
  },
  {
    name: "app-imports-no-tests",
    comment: "what ships imports nothing of tests/",
    from: { path: "^(app|db)/" },
    to: { path: TESTS },
  },
];

/** Route modules may: Remix strips loader, action and what only they import. Types are erased. */
const BROWSER_CODE = {
  path: ["^app/.+\\.tsx?$"],
  pathNot: [
    "\\.server\\.tsx?$",
    "^app/(server|routes|entry\\.server)\\.tsx?$",
    "^app/root\\.tsx$",
    ...ROUTE_MODULES,
    SIMULATOR,
    "\\.schema\\.ts$",
  ],
};

const browserRules = [
  {
    name: "browser-code-imports-no-server-code",
    comment: "plain .ts and .tsx run in the browser too; move the line to a *.server.ts, or import only its type",
    from: BROWSER_CODE,
    to: { path: "\\.server\\.tsx?$|^db/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "schemas-stay-on-the-server",
    comment: "actions alone import a form's schema, so that zod is not sent to the browser; its type may be imported",
    from: BROWSER_CODE,
    to: { path: "\\.schema\\.ts$", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "browser-code-imports-no-node",
    comment: "plain .ts and .tsx run in the browser too; what needs Node is a *.server.ts",
    from: BROWSER_CODE,
    to: { dependencyTypes: ["core"], dependencyTypesNot: ["type-only"] },
  },
];

/** Each vendor has one place. `types` may also import its types. */
const VENDORS = [
  { vendor: "stripe", only: ["^app/platform/"], types: ["^app/payments/", SIMULATOR] },
  { vendor: "better-sqlite3", only: ["^db/", SIMULATOR] },
  { vendor: "pg", only: ["^db/"] },
  { vendor: "lucia", only: ["^app/members/"] },
  { vendor: "@node-rs/argon2", only: ["^app/members/"] },
  { vendor: "pino", only: ["^app/platform/"] },
  { vendor: "helmet", only: ["^app/platform/", SERVER] },
  { vendor: "sirv", only: ["^app/platform/", SERVER] },
  { vendor: "temporal-polyfill", only: ["^app/kernel/"] },
  { vendor: "uqr", only: [COMPONENTS] },
];

/** Resolved, resolved to its types only, or not installed at all. */
const packagePath = (vendor) => `^(node_modules/)?(@types/)?${vendor}(/|$)`;

const vendorRules = VENDORS.flatMap(({ vendor, only, types = [] }) => {
  const name = `vendor-${vendor.replace("@", "").replace("/", "-")}`;
  const comment = `${vendor} is used behind its adapter only (${[...only, ...types].join(", ")})`;
  const rule = { name, comment, from: { path: "^(app|db)/", pathNot: [...only, ...types] } };
  const everywhere = { ...rule, to: { path: packagePath(vendor) } };
  if (types.length === 0) return [everywhere];
  const typesOnly = {
    ...rule,
    name: `${name}-types`,
    comment: `here only types of ${vendor} may be imported`,
    from: { path: types },
    to: { path: packagePath(vendor), dependencyTypesNot: ["type-only"] },
  };
  return [everywhere, typesOnly];
});

const packageRules = [
  {
    name: "remix-throws-on-import",
    comment: "the package remix is required but throws on import; use @remix-run/node or @remix-run/react",
    from: { path: OURS },
    to: { path: "^(node_modules/)?remix(/|$)" },
  },
  {
    name: "kysely-in-server-files",
    comment: "queries live in *.server.ts and db/; plain files take rows or Reader and Trx as types",
    from: { path: "^app/", pathNot: ["\\.server\\.ts$"] },
    to: { path: packagePath("kysely"), dependencyTypesNot: ["type-only"] },
  },
  {
    name: "no-dev-dependency-at-run-time",
    comment: "what ships uses `dependencies` only; app/routes.ts is read by the build alone",
    from: { path: "^(app|db)/", pathNot: ["^app/routes\\.ts$", "^db/run\\.mjs$", "\\.d\\.ts$"] },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: ["node_modules/@types/"] },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [layerRules, topRules, routeRules, moduleRules, browserRules, vendorRules, packageRules]
    .flat()
    .map((rule) => ({ ...rule, severity: "error" })),
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
    exclude: { path: "^(build|data|\\.cache)/" },
  },
};

/** Read where the tool runs: in the repository, or in a planted tree. */
function listedRoutes() {
  const table = existsSync("app/routes.ts") ? readFileSync("app/routes.ts", "utf8") : "";
  return [...table.matchAll(/"(routes\/[^"]+\.tsx?)"/g)].map(([, file]) => file);
}
