import type { SimulatorDatabase } from "./simulator-database.server";

export type Delivery = { id: number; event_id: string; try_count: number };

/** One ledger of deliveries for each endpoint: events, and thin events. */
type DeliveryTable = "delivery" | "thin_delivery";

/** Deliveries still owed to a webhook, and those accepted. All times are the machine's. */
export class WebhookDeliveries {
  private readonly database: SimulatorDatabase;
  private readonly table: DeliveryTable;

  constructor(database: SimulatorDatabase, table: DeliveryTable) {
    this.database = database;
    this.table = table;
  }

  add(event_id: string, now_ms: number): void {
    this.database
      .prepare(`INSERT INTO ${this.table} (event_id, try_count, next_at_ms) VALUES (?, 0, ?)`)
      .run(event_id, now_ms);
  }

  /** Due deliveries, oldest first. */
  due(now_ms: number, limit: number): Delivery[] {
    return this.database
      .prepare<[number, number], Delivery>(
        `SELECT id, event_id, try_count FROM ${this.table} WHERE delivered_at_ms IS NULL AND next_at_ms <= ? ORDER BY next_at_ms, id LIMIT ?`,
      )
      .all(now_ms, limit);
  }

  nextAtMs(now_ms: number): number | undefined {
    const sql = `SELECT min(next_at_ms) AS next FROM ${this.table} WHERE delivered_at_ms IS NULL AND next_at_ms > ?`;
    return this.database.prepare<[number], { next: number | null }>(sql).get(now_ms)?.next ?? undefined;
  }

  accepted(delivery_id: number, now_ms: number): void {
    this.database
      .prepare(`UPDATE ${this.table} SET delivered_at_ms = ?, try_count = try_count + 1 WHERE id = ?`)
      .run(now_ms, delivery_id);
  }

  tryAgain(delivery_id: number, next_at_ms: number): void {
    this.database
      .prepare(`UPDATE ${this.table} SET next_at_ms = ?, try_count = try_count + 1 WHERE id = ?`)
      .run(next_at_ms, delivery_id);
  }

  pendingOf(event_id: string): number {
    return this.count(
      `SELECT count(*) AS total FROM ${this.table} WHERE delivered_at_ms IS NULL AND event_id = ?`,
      event_id,
    );
  }

  pending(): number {
    return this.count(`SELECT count(*) AS total FROM ${this.table} WHERE delivered_at_ms IS NULL`);
  }

  private count(sql: string, ...bounds: string[]): number {
    return this.database.prepare<string[], { total: number }>(sql).get(...bounds)?.total ?? 0;
  }
}
