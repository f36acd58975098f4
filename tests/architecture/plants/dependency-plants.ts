import rules from "../dependency-rules.mjs";
import { one, type Plant, type PlantedTool } from "./planted-tool";
import { type Files, REPOSITORY, repositoryText, runTool } from "./scratch-tree";

type Report = { summary: { violations: { from: string; rule: { name: string } }[] } };

const DEPENDENCIES = [
  "@node-rs/argon2",
  "better-sqlite3",
  "helmet",
  "kysely",
  "lucia",
  "pg",
  "pino",
  "remix",
  "sirv",
  "stripe",
  "temporal-polyfill",
  "uqr",
];
const DEV_DEPENDENCIES = ["@remix-run/route-config", "fast-check"];

/** The text of a file that imports `targets` for their effect: enough for the graph. */
function importing(...targets: string[]): string {
  return targets.map((target) => `import "${target}";\n`).join("");
}

const MODULES = ["jobs", "payouts", "bookings", "fund", "offers", "alliance", "payments", "ledger", "members"];

/** Laid out as the README says, with one use of what is allowed. */
const SOUND: Files = {
  ...standIns(),
  "tsconfig.json": JSON.stringify({ compilerOptions: JSON.parse(repositoryText("tsconfig.json")).compilerOptions }),
  "app/kernel/money.ts": importing("temporal-polyfill"),
  "app/messages/en.json": "{}",
  "app/components/button.tsx": importing("uqr", "~/kernel/money", "~/messages/en.json"),
  "app/platform/log.server.ts": importing("stripe", "pino", "helmet", "sirv", "#db/connect", "node:fs"),
  "db/engine.ts": importing("kysely", "better-sqlite3", "pg", "./schema/ledger"),
  "db/connect.ts": importing("./migrations/0001_ledger", "./engine"),
  "db/migrations/0001_ledger.ts": importing("kysely", "../engine"),
  "db/schema/ledger.ts": importing("~/kernel/money"),
  ...Object.fromEntries(MODULES.map((module) => [`app/${module}/fact.ts`, importing("~/kernel/money")])),
  "app/members/session.server.ts": importing("lucia", "@node-rs/argon2", "~/platform/log.server"),
  "app/payments/charge.ts": 'import type { It } from "stripe";\nimport type { A } from "../platform/log.server";\n',
  "app/ledger/ledger.store.server.ts": importing("kysely", "#db/schema/ledger"),
  "app/ledger/post-entry.server.ts": importing("./ledger.store.server"),
  "app/bookings/ticket.tsx": importing("~/components/button", "~/ledger/fact", "./fact"),
  "app/stripe-simulator/simulator.server.ts": importing("better-sqlite3", "~/kernel/money"),
  "app/routes.ts": `${importing("@remix-run/route-config")}export default ["routes/public/offers.tsx"];\n`,
  "app/routes/guard.server.ts": importing("~/members/session.server"),
  "app/routes/public/offers.tsx": importing("../guard.server", "./offer-rows", "./offers.schema", "./search.server"),
  "app/routes/public/offer-rows.tsx": importing("~/components/button", "~/bookings/ticket"),
  "app/routes/public/offers.schema.ts": importing("~/kernel/money"),
  "app/routes/public/search.server.ts": importing("~/jobs/fact", "~/ledger/post-entry.server"),
  "app/server.ts": importing("helmet", "./routes/guard.server", "~/stripe-simulator/simulator.server"),
  "db/cli.ts": importing(
    "./seed/read-seed",
    "~/stripe-simulator/simulator.server",
    ...MODULES.map((m) => `~/${m}/fact`),
  ),
  "db/seed/read-seed.ts": importing("~/ledger/post-entry.server"),
  "tests/unit/ledger/entry.test.ts": importing("fast-check", "~/ledger/post-entry.server"),
};

const LAYER_PLANTS: Plant[] = [
  one("layer-jobs", "app/jobs/planted.ts", importing("~/stripe-simulator/simulator.server")),
  one("layer-payouts", "app/payouts/planted.ts", importing("~/jobs/fact")),
  one("layer-bookings", "app/bookings/planted.ts", importing("~/payouts/fact")),
  one("layer-fund", "app/fund/planted.ts", importing("~/bookings/fact")),
  one("layer-offers", "app/offers/planted.ts", importing("~/fund/fact")),
  one("layer-alliance", "app/alliance/planted.ts", importing("~/payments/fact")),
  one("layer-payments", "app/payments/planted.ts", importing("~/alliance/fact")),
  one("layer-ledger", "app/ledger/planted.ts", importing("~/members/fact")),
  one("layer-members", "app/members/planted.ts", importing("~/ledger/fact")),
  one("layer-platform", "app/platform/planted.server.ts", importing("~/ledger/fact")),
  one("layer-db-engine", "db/migrate.ts", importing("~/platform/log.server")),
  one("layer-db-schema", "db/schema/offers.ts", importing("../engine")),
  one("layer-kernel", "app/kernel/planted.ts", importing("#db/schema/ledger")),
  one("layer-routes", "app/routes/resident/home.tsx", importing("#db/cli")),
  { rule: "layer-server", path: "app/server.ts", files: { "app/server.ts": importing("./routes/public/offer-rows") } },
  one("layer-db-seed", "db/seed/planted.ts", importing("~/server")),
  one("layer-db-cli", "db/planted.ts", importing("~/routes/public/offer-rows")),
  one("layer-messages", "app/messages/planted.ts", importing("~/ledger/fact")),
  one("components-know-no-domain", "app/components/planted.tsx", importing("~/bookings/fact")),
  one("simulator-is-another-party", "app/stripe-simulator/planted.ts", importing("~/ledger/fact")),
  one("simulator-only-over-http", "app/routes/demo.server.ts", importing("~/stripe-simulator/simulator.server")),
  one("migrations-are-frozen", "db/migrations/0002_planted.ts", importing("../schema/ledger")),
];

const PLACE_PLANTS: Plant[] = [
  one("routes-import-no-routes", "app/routes/public/planted.tsx", importing("./offers")),
  one("route-areas-are-apart", "app/routes/merchant/home.tsx", importing("../public/offer-rows")),
  one("route-plumbing-below-areas", "app/routes/planted.ts", importing("./public/offer-rows")),
  one("store-is-private", "app/alliance/save.server.ts", importing("~/ledger/ledger.store.server")),
  one("store-is-private-to-app", "tests/unit/planted.test.ts", importing("~/ledger/ledger.store.server")),
  {
    rule: "no-cycle",
    path: "app/fund/one.ts",
    files: { "app/fund/one.ts": importing("./two"), "app/fund/two.ts": importing("./one") },
  },
  one("no-orphan", "app/fund/forgotten.ts", "export const fen = 1;\n"),
  one("no-unresolvable", "app/fund/nowhere.ts", importing("./nothing-here")),
  one("app-imports-no-tests", "app/fund/tested.ts", importing("../../tests/unit/ledger/entry.test")),
  one("browser-code-imports-no-server-code", "app/ledger/view.ts", importing("./post-entry.server")),
  one("browser-code-imports-no-server-code", "app/routes/public/home-rows.tsx", importing("./search.server")),
  one("schemas-stay-on-the-server", "app/routes/public/form-rows.tsx", importing("./offers.schema")),
  one("browser-code-imports-no-server-code", "app/routes/frame.tsx", importing("./guard.server")),
  one("browser-code-imports-no-node", "app/ledger/node.ts", importing("node:crypto")),
  one("remix-throws-on-import", "app/routes/resident/remix.tsx", importing("remix")),
  one("kysely-in-server-files", "app/ledger/rows.ts", importing("kysely")),
  one("no-dev-dependency-at-run-time", "app/ledger/dev.server.ts", importing("fast-check")),
];

const VENDOR_PLANTS: Plant[] = [
  ["stripe", "app/bookings/vendor-stripe.server.ts"],
  ["better-sqlite3", "app/platform/vendor-better-sqlite3.server.ts"],
  ["pg", "app/platform/vendor-pg.server.ts"],
  ["lucia", "app/routes/vendor-lucia.server.ts"],
  ["@node-rs/argon2", "app/routes/vendor-argon2.server.ts"],
  ["pino", "app/ledger/vendor-pino.server.ts"],
  ["helmet", "app/routes/vendor-helmet.server.ts"],
  ["sirv", "db/vendor-sirv.ts"],
  ["temporal-polyfill", "app/offers/vendor-temporal.ts"],
  ["uqr", "app/bookings/vendor-uqr.tsx"],
].map(([vendor = "", path = ""]) =>
  one(`vendor-${vendor.replace("@", "").replace("/", "-")}`, path, importing(vendor)),
);

export const dependencyCruiser: PlantedTool = {
  tool: "dependency-cruiser",
  rules: rules.forbidden?.map(({ name = "" }) => name) ?? [],
  sound: SOUND,
  plants: [
    ...LAYER_PLANTS,
    ...PLACE_PLANTS,
    ...VENDOR_PLANTS,
    one("vendor-stripe-types", "app/payments/vendor-stripe.server.ts", 'import Stripe from "stripe";\nStripe;\n'),
  ],
  findings: async (root) => {
    const config = `${REPOSITORY}/tests/architecture/dependency-rules.mjs`;
    const report = await runTool("depcruise", ["--config", config, "-T", "json", "app", "db", "tests"], root);
    const { violations } = (JSON.parse(report) as Report).summary;
    return violations.map(({ from, rule }) => ({ rule: rule.name, path: from }));
  },
};

/** Packages that resolve to the place and the kind of the real ones. */
function standIns(): Files {
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, "1.0.0"]));
  const manifest = { dependencies: versions(DEPENDENCIES), devDependencies: versions(DEV_DEPENDENCIES) };
  const packages = [...DEPENDENCIES, ...DEV_DEPENDENCIES].flatMap((name) => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" })],
    [`node_modules/${name}/index.js`, "export default {};\n"],
  ]);
  return { "package.json": JSON.stringify(manifest), ...Object.fromEntries(packages) };
}
