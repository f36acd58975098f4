import { expect, test } from "vitest";
import { NOW } from "#tests/support/builders";
import { expectNoWrite } from "#tests/support/database-dump";
import { overlapping } from "#tests/support/overlapping";
import { aDatabase } from "#tests/support/test-database";
import { addMs, HOUR_MS, type Instant } from "~/kernel/instant";
import { failure, ok } from "~/kernel/result";
import { INCIDENT_KINDS, type IncidentFact } from "~/payments/incident";
import { openIncident } from "~/payments/open-incident.server";
import { countOpenIncidents, listOpenIncidents, listResolvedIncidents } from "~/payments/reconciliation.queries.server";
import { resolveIncident } from "~/payments/resolve-incident.server";
import { type Database, inTransaction, type Trx } from "~/platform/database.server";

const FACT: IncidentFact = {
  kind: "entry-missing",
  subject: "txn_1",
  processor_minor: 3_574,
  ledger_minor: 0,
  entry_id: null,
  detail: "no entry",
};
const later = addMs(NOW, HOUR_MS);

const open = (db: Database, change: Partial<IncidentFact>, now: Instant) =>
  inTransaction(db, async (trx) => ok(await openIncident(trx, { ...FACT, ...change }, now)));
const resolve = (db: Database, now: Instant) =>
  inTransaction(db, async (trx) => ok(await resolveIncident(trx, FACT, now)));

test("an incident told twice is one, with its first and its last sight and what was seen last", async () => {
  const db = await aDatabase();
  await open(db, {}, NOW);
  await open(db, { ledger_minor: 100 }, later);
  expect(await listOpenIncidents(db.read, 9)).toMatchObject([
    { ...FACT, ledger_minor: 100, first_seen_at: NOW, last_seen_at: later, resolved_at: null },
  ]);
  expect(await countOpenIncidents(db.read, INCIDENT_KINDS)).toEqual({ count: 1, since: NOW });
});

test("another kind or subject is another incident", async () => {
  const db = await aDatabase();
  await open(db, {}, NOW);
  await open(db, { kind: "amount-differs" }, NOW);
  await open(db, { subject: "txn_2" }, NOW);
  expect(await countOpenIncidents(db.read, INCIDENT_KINDS)).toEqual({ count: 3, since: NOW });
});

test("one that is over stays, and what comes back is a new one", async () => {
  const db = await aDatabase();
  await open(db, {}, NOW);
  expect(await resolve(db, later)).toEqual(ok(true));
  expect(await expectNoWrite(db, () => resolve(db, later))).toEqual(ok(false));
  await open(db, {}, later);
  expect(await listResolvedIncidents(db.read, { limit: 9, offset: 0 })).toMatchObject([{ resolved_at: later }]);
  expect(await listOpenIncidents(db.read, 9)).toMatchObject([{ first_seen_at: later }]);
});

test("one whose transaction is refused was never there", async () => {
  const db = await aDatabase();
  await expectNoWrite(db, () =>
    inTransaction(db, async (trx) => {
      await openIncident(trx, FACT, NOW);
      return failure("refused");
    }),
  );
});

test("two who see it at once open one", async () => {
  const db = await aDatabase();
  const first = async (trx: Trx) => ok(await openIncident(trx, FACT, NOW));
  await overlapping(db, first, () => open(db, { ledger_minor: 7 }, later));
  expect(await listOpenIncidents(db.read, 9)).toMatchObject([
    { ledger_minor: 7, first_seen_at: NOW, last_seen_at: later },
  ]);
});
