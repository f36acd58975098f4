import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { parseEnv } from "node:util";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { type Running, Workplace } from "#tests/support/command-line";
import { freePort } from "#tests/support/free-port";
import { ownDatabase, testEngine } from "#tests/support/test-engine";
import { openDatabase } from "~/platform/database.server";

const LIMIT_MS = 120_000;

test(
  "the demo opens, keeps its data, comes back after a kill and starts over when told",
  async () => {
    const place = Workplace.bare({ PORT: String(await freePort()) });
    const first = place.start("demo", "--history", "0");
    const origin = `http://127.0.0.1:${place.env.PORT}`;
    await first.says(/lin-xiaoyu@example\.com/);
    expect(first.stdout).toContain(`商居 Shangju is open: ${origin}`);
    expect(statSync(place.path("data/demo.env")).mode & 0o777).toBe(0o600);
    expect(statSync(place.path("data/demo-ledger-key.pem")).mode & 0o777).toBe(0o600);
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    const head = await headOf(place);
    await first.stop("SIGKILL");

    const server = place.start();
    await untilReady(origin);
    expect((await fetch(new URL("/_simulator/health", apiBase(place)))).status).toBe(200);
    expect(await server.stop("SIGTERM")).toBe(0);

    const second = await opened(place);
    expect(second.stderr).not.toContain("merchants: 86");
    expect(await headOf(place)).toBe(head);
    expect(await second.stop("SIGINT")).toBe(0);

    const third = place.start("demo", "--reset", "--history", "0");
    await third.says(/is open/);
    expect(third.stderr).toContain("merchants: 86");
    expect(await third.stop("SIGTERM")).toBe(0);
  },
  LIMIT_MS,
);

test(
  "a first run that was killed leaves nothing that looks finished",
  async () => {
    const place = Workplace.bare({ PORT: String(await freePort()) });
    const killed = place.start("demo", "--history", "0");
    await killed.complains(/playing/);
    await killed.stop("SIGKILL");
    expect(existsSync(place.path("data/shangju.sqlite"))).toBe(false);
    const second = await opened(place);
    expect(second.stderr).toContain("merchants: 86");
  },
  LIMIT_MS,
);

test("a port that is taken is named, and nothing is started", async () => {
  const port = await aTakenPort();
  const { code, stdout, stderr } = await Workplace.bare({ PORT: String(port) }).run("demo");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(`port ${port} is taken`);
});

test(
  "a simulator's port that is somebody else's is given up for a free one",
  async () => {
    const port = await aTakenPort();
    const place = Workplace.bare({ PORT: String(port - 1) });
    await opened(place);
    expect(apiBase(place).port).not.toBe(String(port));
  },
  LIMIT_MS,
);

test("a real community's database is left alone", async () => {
  const place = await Workplace.configured({ PORT: String(await freePort()), ORIGIN: "http://127.0.0.1:3000" });
  await place.run(
    "setup",
    "--name",
    "A",
    "--zone",
    "Asia/Shanghai",
    "--currency",
    "CNY",
    "--admin-email",
    "a@example.com",
  );
  const { code, stderr } = await place.run("demo", "--reset");
  expect(code).toBe(1);
  expect(stderr).toContain("is no demo: it is left alone");
  expect(
    (await place.run("setup", "--name", "B", "--zone", "UTC", "--currency", "CNY", "--admin-email", "b@example.com"))
      .code,
  ).toBe(1);
});

async function opened(place: Workplace): Promise<Running> {
  const running = place.start("demo", "--history", "0");
  await running.says(/is open/);
  return running;
}

async function headOf(place: Workplace): Promise<string> {
  const { stdout } = await place.run("ledger:verify", "--json");
  return JSON.parse(stdout).head;
}

function apiBase(place: Workplace): URL {
  return new URL(parseEnv(readFileSync(place.path("data/demo.env"), "utf8")).STRIPE_API_BASE ?? "");
}

async function untilReady(origin: string): Promise<void> {
  while (
    !(await fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A port at which another program answers. */
async function aTakenPort(): Promise<number> {
  const server = createServer((_request, response) => response.end("somebody else"));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

test.runIf(testEngine() === "postgres")("somebody else's database is neither migrated nor replaced", async () => {
  const own = await ownDatabase("");
  onTestFinished(() => own.drop());
  const db = openDatabase(own.url);
  await sql`create table invoice (id text primary key)`.execute(db.write);
  await sql`insert into invoice values ('kept')`.execute(db.write);
  const place = Workplace.bare({ PORT: String(await freePort()), DATABASE_URL: own.url });
  const { code, stderr } = await place.run("demo");
  expect(code).toBe(1);
  expect(stderr).toContain("is no demo: it is left alone");
  expect((await db.read.introspection.getTables()).map(({ name }) => name)).toEqual(["invoice"]);
  expect((await sql`select * from invoice`.execute(db.read)).rows).toEqual([{ id: "kept" }]);
  await db.destroy();
});

test.runIf(testEngine() === "postgres")(
  "a server that does not answer is told in one line, without a password",
  async () => {
    const url = `postgres://somebody:secret@127.0.0.1:${await freePort()}/shangju`;
    const place = await Workplace.configured({ DATABASE_URL: url });
    for (const command of [["db:migrate"], ["ledger:verify"], ["seed", "--profile", "harness"]]) {
      const { code, stderr } = await place.run(...command);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^postgres:\/\/127\.0\.0\.1:\d+\/shangju: connect ECONNREFUSED .*\n$/);
      expect(stderr).not.toContain("secret");
    }
  },
);
