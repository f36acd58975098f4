import { assert } from "~/kernel/assert";
import { missing } from "./api-failure";
import type { SimulatorDatabase } from "./simulator-database.server";
import type { ObjectType, StoredObject, StoredObjects } from "./stripe-objects";

type Row = { seq: number; id: string; created: number; json: string };
type Bound = string | number;

/** Range of `created`, in seconds since 1970, as list requests give it. */
export type CreatedRange = { gt?: number; gte?: number; lt?: number; lte?: number };

export type ListQuery = {
  created?: CreatedRange;
  /** Members of the object, or of one inside it, that must equal the value; flags are 0 and 1. */
  where?: Record<string, string | number>;
  /** Members that must be one of the values. */
  anyOf?: Record<string, readonly string[]>;
  /** Ids to choose from. */
  ids?: readonly string[];
  limit: number;
  starting_after?: string;
  ending_before?: string;
};

const COMPARISONS = { gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

/** Objects as JSON rows, newest first in lists, exactly as they are answered (apart from what is computed on reading). */
export class ObjectStore {
  private readonly database: SimulatorDatabase;

  constructor(database: SimulatorDatabase) {
    this.database = database;
  }

  insert(object: StoredObject & { created: number }): void {
    this.write(object, object.created, {});
  }

  /** An object of the second version of the API, whose times are ISO texts. */
  insertDated(object: StoredObject & { created: string }): void {
    this.write(object, Math.floor(Date.parse(object.created) / 1_000), {});
  }

  /** `hidden` is what the processor remembers about the object and never shows. */
  insertHiding(object: StoredObject & { created: number }, hidden: unknown): void {
    this.write(object, object.created, { hidden });
  }

  /** An object that is listed under another one only. */
  insertChild(object: StoredObject, parent_id: string, created: number): void {
    this.write(object, created, { parent_id });
  }

  private write(object: StoredObject, created: number, extra: { hidden?: unknown; parent_id?: string }): void {
    const hidden_json = extra.hidden === undefined ? null : JSON.stringify(extra.hidden);
    this.database
      .prepare("INSERT INTO object (id, type, created, parent, hidden_json, json) VALUES (?, ?, ?, ?, ?, ?)")
      .run(object.id, object.object, created, extra.parent_id ?? null, hidden_json, JSON.stringify(object));
  }

  replace(object: StoredObject): void {
    const { changes } = this.database
      .prepare("UPDATE object SET json = ? WHERE id = ?")
      .run(JSON.stringify(object), object.id);
    assert(changes === 1, `${object.id} is stored`);
  }

  find<T extends ObjectType>(type: T, id: string): StoredObjects[T] | undefined {
    const row = this.database
      .prepare<[string, string], Row>("SELECT * FROM object WHERE id = ? AND type = ?")
      .get(id, type);
    return row && (JSON.parse(row.json) as StoredObjects[T]);
  }

  /** The object, or Stripe's 404. */
  get<T extends ObjectType>(type: T, id: string, param = "id"): StoredObjects[T] {
    const object = this.find(type, id);
    if (object === undefined) throw missing(type, id, param);
    return object;
  }

  findAny(id: string): StoredObject | undefined {
    const row = this.database.prepare<[string], Row>("SELECT * FROM object WHERE id = ?").get(id);
    return row && (JSON.parse(row.json) as StoredObject);
  }

  /** Every id of a type, oldest first. */
  allIds(type: ObjectType): string[] {
    return this.database
      .prepare<[string], Row>("SELECT * FROM object WHERE type = ? ORDER BY created, seq")
      .all(type)
      .map((row) => row.id);
  }

  hidden(id: string): unknown {
    const row = this.database
      .prepare<[string], { hidden_json: string | null }>("SELECT hidden_json FROM object WHERE id = ?")
      .get(id);
    return row?.hidden_json ? JSON.parse(row.hidden_json) : undefined;
  }

  hide(id: string, hidden: unknown): void {
    const { changes } = this.database
      .prepare("UPDATE object SET hidden_json = ? WHERE id = ?")
      .run(JSON.stringify(hidden), id);
    assert(changes === 1, `${id} is stored`);
  }

  childrenOf<T extends ObjectType>(type: T, parent_id: string): StoredObjects[T][] {
    const rows = this.database
      .prepare<[string, string], Row>("SELECT * FROM object WHERE parent = ? AND type = ? ORDER BY seq")
      .all(parent_id, type);
    return rows.map((row) => JSON.parse(row.json) as StoredObjects[T]);
  }

  /** Sum of a member of all objects of a type whose other members equal the values. */
  sum(type: ObjectType, member: string, where: Record<string, string>): number {
    const { conditions, bounds } = this.conditionsOf(type, { where, limit: 1 });
    const sql = `SELECT sum(json_extract(json, '${memberPath(member)}')) AS total FROM object WHERE ${conditions.join(" AND ")}`;
    return this.database.prepare<Bound[], { total: number | null }>(sql).get(...bounds)?.total ?? 0;
  }

  /** One page of a list; `has_more` looks in the direction of paging, as Stripe's does. */
  list<T extends ObjectType>(type: T, query: ListQuery): { data: StoredObjects[T][]; has_more: boolean } {
    const { conditions, bounds } = this.conditionsOf(type, query);
    const is_backwards = query.ending_before !== undefined;
    const order = is_backwards ? "created ASC, seq ASC" : "created DESC, seq DESC";
    const sql = `SELECT * FROM object WHERE ${conditions.join(" AND ")} ORDER BY ${order} LIMIT ?`;
    const rows = this.database.prepare<Bound[], Row>(sql).all(...bounds, query.limit + 1);
    const page = rows.slice(0, query.limit);
    if (is_backwards) page.reverse();
    return { data: page.map((row) => JSON.parse(row.json) as StoredObjects[T]), has_more: rows.length > query.limit };
  }

  private conditionsOf(type: ObjectType, query: ListQuery): { conditions: string[]; bounds: Bound[] } {
    const conditions = ["type = ?"];
    const bounds: Bound[] = [type];
    for (const [name, value] of Object.entries(query.where ?? {})) {
      conditions.push(`json_extract(json, '${memberPath(name)}') = ?`);
      bounds.push(value);
    }
    for (const [name, values] of Object.entries(query.anyOf ?? {})) {
      conditions.push(`json_extract(json, '${memberPath(name)}') IN (${values.map(() => "?").join(", ")})`);
      bounds.push(...values);
    }
    if (query.ids) {
      conditions.push("id IN (SELECT value FROM json_each(?))");
      bounds.push(JSON.stringify(query.ids));
    }
    for (const [name, comparison] of Object.entries(COMPARISONS)) {
      const bound = query.created?.[name as keyof CreatedRange];
      if (bound === undefined) continue;
      conditions.push(`created ${comparison} ?`);
      bounds.push(bound);
    }
    for (const [param, comparison] of [
      ["starting_after", "<"],
      ["ending_before", ">"],
    ] as const) {
      const id = query[param];
      if (id === undefined) continue;
      conditions.push(`(created, seq) ${comparison} (?, ?)`);
      bounds.push(...this.placeOf(type, id, param));
    }
    return { conditions, bounds };
  }

  private placeOf(type: ObjectType, id: string, param: string): [created: number, seq: number] {
    const row = this.database
      .prepare<[string, string], Row>("SELECT * FROM object WHERE id = ? AND type = ?")
      .get(id, type);
    if (!row) throw missing(type, id, param);
    return [row.created, row.seq];
  }
}

/** Member names come from our own code, never from a request; the assertion keeps it so. */
function memberPath(name: string): string {
  assert(/^[a-z_]+(\.[a-z_]+)?$/.test(name), `a member name: ${name}`);
  return `$.${name}`;
}
