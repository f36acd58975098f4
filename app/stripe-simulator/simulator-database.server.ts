import Database from "better-sqlite3";

export type SimulatorDatabase = Database.Database;

const TABLES = `
  CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, created INTEGER NOT NULL,
    parent TEXT, hidden_json TEXT, json TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS object_by_time ON object (type, created, seq);
  CREATE INDEX IF NOT EXISTS object_by_parent ON object (parent, seq) WHERE parent IS NOT NULL;
  CREATE INDEX IF NOT EXISTS object_by_payment_intent ON object (type, json_extract(json, '$.payment_intent'), created, seq);
  CREATE INDEX IF NOT EXISTS object_by_charge ON object (type, json_extract(json, '$.charge'), created, seq);
  CREATE INDEX IF NOT EXISTS object_by_source ON object (type, json_extract(json, '$.source'), created, seq);
  CREATE INDEX IF NOT EXISTS object_by_transfer_group ON object (type, json_extract(json, '$.transfer_group'), created, seq);
  CREATE INDEX IF NOT EXISTS object_by_source_transaction
    ON object (type, json_extract(json, '$.source_transaction'), created, seq);
  CREATE INDEX IF NOT EXISTS object_by_transfer ON object (type, json_extract(json, '$.transfer'), created, seq);
  CREATE INDEX IF NOT EXISTS object_by_destination ON object (type, json_extract(json, '$.destination'), created, seq);
  CREATE TABLE IF NOT EXISTS scheduled_step (
    object_id TEXT NOT NULL, action TEXT NOT NULL, due_at_ms INTEGER NOT NULL, PRIMARY KEY (object_id, action)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS scheduled_step_by_time ON scheduled_step (due_at_ms);
  CREATE TABLE IF NOT EXISTS idempotency_key (
    key TEXT PRIMARY KEY, request_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, stored_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, try_count INTEGER NOT NULL, next_at_ms INTEGER NOT NULL, delivered_at_ms INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS delivery_waiting ON delivery (next_at_ms, id) WHERE delivered_at_ms IS NULL;
  CREATE INDEX IF NOT EXISTS delivery_by_event ON delivery (event_id);
  CREATE TABLE IF NOT EXISTS thin_delivery (
    id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, try_count INTEGER NOT NULL, next_at_ms INTEGER NOT NULL, delivered_at_ms INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS thin_delivery_waiting ON thin_delivery (next_at_ms, id) WHERE delivered_at_ms IS NULL;
  CREATE TABLE IF NOT EXISTS onboarding_link (
    token TEXT PRIMARY KEY, visit TEXT UNIQUE, account_id TEXT NOT NULL, return_url TEXT, refresh_url TEXT NOT NULL, expires_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/**
 * Opens the simulator's own file. Unless it is for a play that starts over after a power cut, what was answered survives
 * one (`synchronous=FULL`).
 */
export function openSimulatorDatabase(file: string, is_rehearsal: boolean): SimulatorDatabase {
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.pragma(`synchronous = ${is_rehearsal ? "OFF" : "FULL"}`);
  database.pragma("busy_timeout = 5000");
  database.exec(TABLES);
  return database;
}

export function readSetting(database: SimulatorDatabase, name: string): string | undefined {
  return database.prepare<[string], { value: string }>("SELECT value FROM setting WHERE name = ?").get(name)?.value;
}

export function writeSetting(database: SimulatorDatabase, name: string, value: string): void {
  database
    .prepare("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
    .run(name, value);
}
