import { readTree } from "../tidy/source-tree";
import { TIDY_RULES } from "../tidy/tidy-rules";
import { one, type Plant, type PlantedTool } from "./planted-tool";
import type { Files } from "./scratch-tree";

const lines = (count: number, line: string) => `${line}\n`.repeat(count);

const SCHEMA = `import type { LeaseTable } from "./jobs";
import type { PostingTable } from "./ledger";
import type { OfferTable } from "./offers";

export type Schema = { lease: LeaseTable; offer: OfferTable; posting: PostingTable };
`;

const STORE = `export async function insertPosting(trx: Trx) {
  await trx.insertInto("posting").values({}).execute();
  await trx.selectFrom("posting").execute();
}
`;

const QUERIES = `export async function listOffers(reader: Reader) {
  return reader.selectFrom("offer as o").innerJoin("posting", "posting.id", "o.id").execute();
}
`;

const COMMAND = `/** Posts one entry. */
export async function postEntry(trx: Trx, now: Instant) {
  await insertPosting(trx, new Date(now));
}
`;

/** Everything that is allowed where it stands. */
const SOUND: Files = {
  "package.json": "{}",
  ".gitignore": "build\nnode_modules\n",
  "build/index.js": "TO" + "DO",
  "db/schema/schema.ts": SCHEMA,
  "db/schema/jobs.ts": "export type LeaseTable = { name: string };\n",
  "db/schema/ledger.ts": "export type PostingTable = { seq: number };\n",
  "db/schema/offers.ts": "export type OfferTable = { id: string };\n",
  "db/migrations/0001_ledger.ts": 'export const up = (db) => db.insertInto("posting");\n',
  "db/cli.ts": "console.log(process.env.PORT);\n",
  "app/ledger/ledger.store.server.ts": STORE,
  "app/offers/offers.queries.server.ts": QUERIES,
  "app/ledger/post-entry.server.ts": COMMAND,
  "app/members/sessions.server.ts":
    "/** Sessions. */\nexport function createSessions(db: Database) {\n  return db;\n}\n",
  "app/platform/clock.server.ts":
    "export const clock = () => new Date().toISOString();\nexport const port = process.env.PORT;\n",
  "app/routes.ts": 'export default ["routes/public/layout.tsx", "routes/public/home.tsx"];\n',
  "app/routes/access.server.ts": 'export const ACCESS = { "public/home": { GET: "everyone" } };\n',
  "app/routes/require-person.server.ts":
    "export function requirePerson() {\n  throw new Response(null, { status: Date.now() });\n}\n",
  "app/routes/public/home.tsx": "// 首页 is the home page\nexport const home = <b>home</b>;\n",
  "app/routes/public/home-view.tsx": `export function HomeView() {\n${lines(90, "  // one line")}}\n`,
  "app/messages/zh-CN.json": '{ "home": { "title": "首页" } }',
  "app/messages/en.json": '{ "home": { "title": "Home" } }',
  "tests/unit/a.test.ts": `describe("a", () => {\n${lines(90, "  // one line")}});\nMath.floor(1);\n`,
};

const LENGTH_PLANTS: Plant[] = [
  one("function-length", "app/fund/long.ts", `export function long() {\n${lines(60, "  // one line")}}\n`),
  one("function-length", "app/fund/long.tsx", `export const Long = () => {\n${lines(100, "  // one line")}};\n`),
  one("function-length", "tests/unit/long.test.ts", `test("long", () => {\n${lines(60, "  // one line")}});\n`),
  one("file-length", "app/fund/long-file.ts", lines(301, "// one line")),
  one("parameter-count", "app/fund/many.ts", "export const many = (a, b, c, d, e) => a;\n"),
];

const TABLE_PLANTS: Plant[] = [
  one("one-table-one-writer", "app/fund/fund.store.server.ts", 'trx.updateTable("posting").set({});\n'),
  one("one-table-one-writer", "db/seed/seed-offers.ts", 'trx.deleteFrom("offer");\n'),
  one("one-table-one-writer", "app/fund/any.store.server.ts", "trx.insertInto(table).values({});\n"),
  one("one-table-one-writer", "app/fund/raw.store.server.ts", "sql`insert into posting (seq) values (1)`;\n"),
  one("one-table-one-writer", "app/fund/unknown.store.server.ts", 'trx.insertInto("no_table");\n'),
  one("writes-in-stores", "app/ledger/change-entry.ts", 'trx.updateTable("posting").set({});\n'),
  one("reads-in-queries", "app/routes/public/sql.server.ts", 'db.selectFrom("posting").execute();\n'),
  one("queries-look-down", "app/ledger/ledger.queries.server.ts", 'reader.selectFrom(["posting", "offer"]);\n'),
  one(
    "queries-look-down",
    "app/payments/payments.queries.server.ts",
    'query.leftJoin("lease as l", "l.name", "id");\n',
  ),
  one("queries-look-down", "app/offers/offers.store.server.ts", 'trx.selectFrom("posting");\n'),
];

const BAN_PLANTS: Plant[] = [
  one("no-to-fixed", "app/fund/fixed.ts", "export const text = (1.5).toFixed(2);\n"),
  one("no-parse-float", "app/fund/float.ts", 'export const fen = Number.parseFloat("1");\n'),
  one("no-math-random", "tests/unit/random.test.ts", "export const id = Math.random();\n"),
  one("no-clock", "app/fund/now.ts", "export const now = Date.now();\n"),
  one("no-clock", "app/routes/public/now.tsx", "export const now = new Date();\n"),
  one("no-clock", "db/seed/now.ts", "export const now = Temporal.Now.instant();\n"),
  one("no-console-log", "app/platform/print.server.ts", 'console.log("printed");\n'),
  one("no-as-any", "app/fund/as-any.ts", "export const it = 1 as any;\n"),
  one("no-inner-html", "app/fund/html.tsx", 'export const a = <b dangerouslySetInnerHTML={{ __html: "" }} />;\n'),
  one("no-environment", "app/fund/environment.ts", "export const port = process.env.PORT;\n"),
  one("no-thrown-response", "app/fund/refuse.ts", "throw new Response(null, { status: 403 });\n"),
  one("no-barrel", "app/fund/all.ts", 'export * from "./as-any";\n'),
  one("no-module-mock", "tests/unit/mock.test.ts", 'vi.mock("../../app/fund/now");\n'),
  one("no-marker", "app/fund/marker.ts", `// ${"TO" + "DO"}: later\n`),
  one("no-ts-ignore", "app/fund/ignore.ts", `// ${"@ts-" + "ignore"}\n`),
  one("no-banner", "app/fund/banner.ts", "// ------- the helpers -------\n"),
];

const NAME_PLANTS: Plant[] = [
  one("kebab-case-files", "app/fund/camelCase.ts", ""),
  one("kebab-case-files", "app/fund/Folder_Name/a.ts", ""),
  one("no-catch-all-folder", "app/fund/utils/money.ts", ""),
  one("no-catch-all-folder", "tests/helpers.ts", ""),
  one("no-index-file", "app/fund/index.ts", ""),
  one("no-vague-name", "app/fund/vague-type.ts", "export class FundManager {}\n"),
  one("no-vague-name", "app/fund/vague-function.ts", "export function processRefund() {}\n"),
  one("no-abbreviation", "app/fund/short.ts", "export const total_amt = 1;\n"),
];

const COMMAND_PLANTS: Plant[] = [
  one("command-named-by-file", "app/fund/approve-spending.server.ts", "/** It. */\nexport function other() {}\n"),
  one(
    "command-named-by-file",
    "app/fund/spending.server.ts",
    "/** It. */\nexport async function approve(trx: Trx) {}\n",
  ),
  one(
    "one-command-a-file",
    "app/fund/close-period.server.ts",
    "/** A. */\nexport async function closePeriod(trx: Trx) {}\n/** B. */\nexport async function reopenPeriod(trx: Trx) {}\n",
  ),
  one("docstring-on-commands", "app/fund/open-period.server.ts", "export async function openPeriod(trx: Trx) {}\n"),
];

const LAYOUT_PLANTS: Plant[] = [
  one("fixed-top-level", "vite.config.ts", ""),
  one("app-folders", "app/refunds/refund.ts", ""),
  one("app-folders", "app/session.server.ts", ""),
  one("kernel-is-closed", "app/kernel/booking.ts", ""),
  one("route-areas", "app/routes/admin/home.server.ts", ""),
];

const MESSAGE_PLANTS: Plant[] = [
  one("chinese-in-messages", "app/fund/seal.tsx", "export const seal = <b>社区基金</b>;\n"),
  one("chinese-in-messages", "app/routes/public/title.server.ts", 'export const title = "首页";\n'),
  {
    rule: "messages-agree",
    path: "app/messages/en.json",
    files: { "app/messages/zh-CN.json": '{ "home": { "title": "首页", "welcome": "欢迎" } }' },
  },
];

const ROUTE_PLANTS: Plant[] = [
  one("routes-are-declared", "app/routes.ts", 'export default ["routes/public/home.tsx", "routes/public/open.tsx"];\n'),
  one(
    "routes-are-declared",
    "app/routes/access.server.ts",
    'export const ACCESS = { "public/home": {}, "public/gone": {} };\n',
  ),
];

export const tidy: PlantedTool = {
  tool: "tidy.test.ts",
  rules: TIDY_RULES.map(({ name }) => name),
  sound: SOUND,
  plants: [
    ...LENGTH_PLANTS,
    ...TABLE_PLANTS,
    ...BAN_PLANTS,
    ...NAME_PLANTS,
    ...COMMAND_PLANTS,
    ...LAYOUT_PLANTS,
    ...MESSAGE_PLANTS,
    ...ROUTE_PLANTS,
  ],
  findings: async (root) => {
    const tree = readTree(root);
    return TIDY_RULES.flatMap(({ name, find }) => find(tree).map(({ path }) => ({ rule: name, path })));
  },
};
