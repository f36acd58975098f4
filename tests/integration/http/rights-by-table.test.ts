import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatabaseDump } from "#tests/support/database-dump";
import { PeopledServer, type Visiting, type Whose } from "#tests/support/peopled-server";
import type { Page, Visitor } from "#tests/support/visitor";
import type { ManifestRow } from "~/routes/manifest.server";

const AT_ONCE_COUNT = 6;
const WHOSE: readonly Whose[] = ["own", "foreign", "unknown"];
const FROM_ELSEWHERE: Record<string, string>[] = [
  { origin: "https://elsewhere.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
];

type Case = { row: ManifestRow; role: Visiting; whose: Whose };
type Answered = Case & { page: Page };

let world: PeopledServer;
/** How many requests were compared with what is declared. */
let case_count = 0;
/** One right form for every row, made before anything is compared. */
const forms = new Map<ManifestRow, Record<string, string>>();
beforeAll(async () => {
  world = await PeopledServer.start();
  for (const row of world.manifest.filter(({ method }) => method === "POST")) {
    forms.set(row, await world.rightForm(row, world.visitor(admittedTo(row))));
  }
}, 60_000);
afterAll(async () => {
  await world?.stop();
  const { size } = new Set(world?.manifest.map(({ path }) => path));
  process.stdout.write(`rights: ${size} routes, ${world?.manifest.length} methods, ${case_count} cases\n`);
});

describe("every route, by its declaration", () => {
  it("reading answers every role with the declared status, for its own, another's and an unknown id, and writes nothing", async () => {
    const cases = casesOf(({ effect }) => effect === "none");
    const answered = await expectNothingWritten(() => answersTo(cases));
    expect(statusesOf(answered)).toEqual(declaredStatuses(cases));
    expectForeignLooksUnknown(answered);
    expect(answered.length).toBeGreaterThan(cases.length / 2);
  }, 60_000);

  it("data requests are answered like pages", async () => {
    const is_page = new Set<ManifestRow>();
    for (const row of world.manifest.filter(({ effect }) => effect === "none")) {
      const { headers } = await world.visitor("trustee").get((await world.pathOf(row, "own")) ?? "");
      if (headers.get("content-type")?.startsWith("text/html")) is_page.add(row);
    }
    const cases = casesOf((row) => is_page.has(row));
    expect(is_page.size).toBeGreaterThan(20);
    const answered = await answersTo(cases, (path) => `${path === "/" ? "/_root" : path}.data`);
    expect(statusesOf(answered)).toEqual(declaredStatuses(cases));
  }, 60_000);

  it("a write is refused to every role it is not declared for and with another's or an unknown id, and writes nothing", async () => {
    const cases = casesOf(({ effect }) => effect === "write").filter(
      (each) => isRefused(each) || (each.whose !== "own" && each.row.object),
    );
    const answered = await expectNothingWritten(() => answersTo(cases));
    expect(statusesOf(answered)).toEqual(declaredStatuses(cases));
    expectForeignLooksUnknown(answered);
    const unsigned = answered.filter(({ role, row }) => role === "anonymous" && row.roles.anonymous === 401);
    expect(unsigned.filter(({ page }) => !page.text.includes('data-action="sign-in"'))).toEqual([]);
    expect(answered.filter(({ page }) => page.text === "")).toEqual([]);
  }, 60_000);

  it("a write that another site's page sends is refused with 403 and writes nothing, whoever is signed in", async () => {
    const cases = casesOf(({ effect }) => effect === "write").filter(({ whose }) => whose === "own");
    const admitted = cases.filter((each) => !isRefused(each));
    const answered = await expectNothingWritten(async () =>
      (await Promise.all(FROM_ELSEWHERE.map((headers) => answersTo(admitted, undefined, headers)))).flat(),
    );
    expect(statusesOf(answered).filter(({ status }) => status !== 403)).toEqual([]);
    expect(answered.length).toBe(admitted.length * FROM_ELSEWHERE.length);
  }, 60_000);

  it("an address that only takes writes answers 405 to a read, and the other way round", async () => {
    const paths = new Map(world.manifest.map((row) => [row.path, row]));
    const answers: { path: string; status: number; allow: string | null }[] = [];
    const wanted: typeof answers = [];
    await expectNothingWritten(async () => {
      for (const row of paths.values()) {
        const methods = world.manifest.filter(({ path }) => path === row.path).map(({ method }) => method);
        if (methods.length === 2) continue;
        const visitor = world.visitor(admittedTo(row));
        const path = (await world.pathOf(row, "own")) ?? "";
        const other = methods[0] === "POST" ? "GET" : "POST";
        const page = await send({ ...row, method: other }, path, visitor, {});
        answers.push({ path: row.path, status: page.status, allow: page.headers.get("allow") });
        wanted.push({ path: row.path, status: 405, allow: methods[0] === "POST" ? "POST" : "GET, HEAD" });
      }
    });
    expect(answers).toEqual(wanted);
    expect(answers.length).toBeGreaterThan(20);
  }, 60_000);

  it("a write answers the roles it is declared for with the declared status", async () => {
    const cases = casesOf(({ effect }) => effect === "write").filter(
      (each) => each.whose === "own" && !isRefused(each),
    );
    const statuses: object[] = [];
    for (const each of inOrder(cases)) {
      const visitor = await world.newVisitor(each.role);
      const form = await world.rightForm(each.row, visitor);
      const page = await send(each.row, (await world.pathOf(each.row, "own")) ?? "", visitor, { form });
      statuses.push({ ...named(each), status: page.status });
    }
    expect(statuses).toEqual(inOrder(cases).map((each) => ({ ...named(each), status: declaredStatus(each) })));
  }, 60_000);
});

/** Every row that `is` wanted × every role × every id there can be. */
function casesOf(is: (row: ManifestRow) => boolean): Case[] {
  return world.manifest
    .filter(is)
    .flatMap((row) =>
      world.roles.flatMap((role) => (row.object ? WHOSE : (["own"] as const)).map((whose) => ({ row, role, whose }))),
    )
    .filter(({ row, whose }) => whose !== "foreign" || row.object?.whose === "own");
}

/** True where a role may not use the route at all, whatever the id. */
function isRefused({ row, role }: Case): boolean {
  return [401, 403].includes(row.roles[role]);
}

function declaredStatus(each: Case): number {
  const { row, role, whose } = each;
  if (whose === "own" || isRefused(each)) return row.roles[role];
  return whose === "unknown" ? (row.object?.unknown ?? 404) : 404;
}

function admittedTo(row: ManifestRow): Visiting {
  const role = world.roles.find((each) => !isRefused({ row, role: each, whose: "own" }));
  if (!role) throw new Error(`nobody may use ${row.path}`);
  return role;
}

/** Asks as the visitor of each role, a few at once; the forms were made before, so that only asking could write. */
async function answersTo(
  cases: readonly Case[],
  addressOf = (path: string) => path,
  headers: Record<string, string> = {},
): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (let first = 0; first < cases.length; first += AT_ONCE_COUNT) {
    const batch = cases.slice(first, first + AT_ONCE_COUNT);
    const asked = batch.map(async (each) => {
      const path = addressOf((await world.pathOf(each.row, each.whose)) ?? "");
      return {
        ...each,
        page: await send(each.row, path, world.visitor(each.role), { form: forms.get(each.row), headers }),
      };
    });
    answered.push(...(await Promise.all(asked)));
  }
  return answered;
}

type Sent = { form?: Record<string, string> | undefined; headers?: Record<string, string> };

function send(
  { method }: ManifestRow,
  path: string,
  visitor: Visitor,
  { form = {}, headers = {} }: Sent,
): Promise<Page> {
  case_count += 1;
  return method === "GET" ? visitor.get(path, headers) : visitor.post(path, form, headers);
}

async function expectNothingWritten<T>(work: () => Promise<T>): Promise<T> {
  const before = await world.quietDump();
  const outcome = await work();
  const after = await world.dump();
  expect(changedTables(before, after)).toEqual([]);
  return outcome;
}

function changedTables(before: DatabaseDump, after: DatabaseDump): string[] {
  return Object.keys(after).filter((table) => JSON.stringify(before[table]) !== JSON.stringify(after[table]));
}

function named({ row, role, whose }: Case) {
  return { route: `${row.method} ${row.path}`, role, whose };
}

function statusesOf(answered: readonly Answered[]) {
  return answered.map((each) => ({ ...named(each), status: each.page.status }));
}

function declaredStatuses(cases: readonly Case[]) {
  return cases.map((each) => ({ ...named(each), status: declaredStatus(each) }));
}

/** What is somebody else's and what is not there at all are answered with the same page. */
function expectForeignLooksUnknown(answered: readonly Answered[]): void {
  for (const foreign of answered.filter(({ whose }) => whose === "foreign")) {
    const unknown = answered.find(
      ({ row, role, whose }) => whose === "unknown" && row === foreign.row && role === foreign.role,
    );
    expect({ ...named(foreign), text: withoutIds(foreign.page) }).toEqual({
      ...named(foreign),
      text: unknown && withoutIds(unknown.page),
    });
  }
}

/** An answer without what differs by nature: the id that was asked for, and what is drawn anew for every request. */
function withoutIds({ text, url }: Page): string {
  const [id = ""] = /[\w-]*\d[\w-]*(?=[^/]*$|\/[a-z-]+$)/.exec(new URL(url).pathname) ?? [];
  return (id ? text.replaceAll(id, "ID") : text).replace(/[\w-]{36}|nonce="[^"]*"/g, "");
}

/** Giving a booking back comes last: before that, the others need it. */
function inOrder(cases: readonly Case[]): Case[] {
  const is_late = ({ row }: Case) => row.path.endsWith("/cancel");
  return [...cases.filter((each) => !is_late(each)), ...cases.filter(is_late)];
}
