// Loaded into the built server by `node --import`: ends the process, as a power cut would, at a point that has a name.
// The product knows nothing of it. Points are what every transaction wrote (`after-commit:booking+outbox`) and every
// request to the processor (`before-stripe:POST /v1/refunds`). KILL_POINTS_SEEN is a file to which each point that is
// met for the first time is added; KILL_AT is the point to die at, KILL_AT_HIT the how-manieth time.
import { appendFileSync } from "node:fs";
import http from "node:http";
import { syncBuiltinESMExports } from "node:module";
import SQLite from "better-sqlite3";
import pg from "pg";

const { KILL_AT, KILL_AT_HIT = "1", KILL_POINTS_SEEN = "/dev/null", STRIPE_API_BASE = "" } = process.env;
const hits = new Map();

function meet(point) {
  const hit = (hits.get(point) ?? 0) + 1;
  hits.set(point, hit);
  if (hit === 1) appendFileSync(KILL_POINTS_SEEN, `${point}\n`);
  if (point === KILL_AT && hit >= Number(KILL_AT_HIT)) process.kill(process.pid, "SIGKILL");
}

const WRITES = /^(?:with\b[\s\S]*?\b)?(?:insert into|update|delete from)\s+"?(\w+)"?/i;

/** What the open transaction of one connection has written. */
class Transaction {
  tables = new Set();
  note(sql) {
    const table = WRITES.exec(sql)?.[1];
    if (table) this.tables.add(table);
  }
  meet(when) {
    if (this.tables.size > 0) meet(`${when}-commit:${[...this.tables].sort().join("+")}`);
  }
}

const prepare = SQLite.prototype.prepare;
SQLite.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql);
  if (this.readonly) return statement;
  this.watched ??= { transaction: new Transaction() };
  const { watched } = this;
  const word = /^\w+/.exec(sql)?.[0].toLowerCase();
  const isWrite = WRITES.test(sql);
  if (!isWrite && !["begin", "commit"].includes(word)) return statement;
  for (const way of ["run", "all"]) {
    const original = statement[way];
    statement[way] = function (...parameters) {
      if (word === "begin") watched.transaction = new Transaction();
      if (word === "commit") watched.transaction.meet("before");
      if (isWrite) watched.transaction.note(sql);
      const answer = original.apply(this, parameters);
      if (word === "commit") watched.transaction.meet("after");
      return answer;
    };
  }
  return statement;
};

const query = pg.Client.prototype.query;
pg.Client.prototype.query = function (...parameters) {
  const sql = typeof parameters[0] === "string" ? parameters[0] : (parameters[0]?.text ?? "");
  const word = /^\w+/.exec(sql)?.[0].toLowerCase();
  this.watched ??= new Transaction();
  if (word === "begin" || word === "start") this.watched = new Transaction();
  const transaction = this.watched;
  transaction.note(sql);
  if (word === "commit") transaction.meet("before");
  const answer = query.apply(this, parameters);
  return word === "commit" && answer?.then ? answer.then((rows) => afterCommit(transaction, rows)) : answer;
};

function afterCommit(transaction, rows) {
  transaction.meet("after");
  return rows;
}

const base = STRIPE_API_BASE ? new URL(STRIPE_API_BASE) : undefined;
const request = http.request;
http.request = function (options, ...rest) {
  const sent = request.call(this, options, ...rest);
  if (!base || String(options?.port) !== base.port) return sent;
  const path = String(options.path)
    .split("?")[0]
    .replace(/\/(cs|pi|ch|re|evt)_\w+/g, "/:id");
  const name = `stripe:${options.method ?? "GET"} ${path}`;
  const end = sent.end;
  sent.end = function (...body) {
    meet(`before-${name}`);
    return end.apply(this, body);
  };
  sent.prependOnceListener("response", () => meet(`after-${name}`));
  return sent;
};
syncBuiltinESMExports();
