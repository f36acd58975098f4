import { malformed } from "./api-failure";
import type { FormTable } from "./bracket-form";

const MAX_TEXT_LENGTH = 5_000;
const METADATA_LIMITS = { key_count: 50, key_length: 40, value_length: 500 };

/** Reads one request's parameters, remembers which were asked for, and refuses the rest as Stripe does. */
export class FormReader {
  private readonly fields: FormTable;
  private readonly prefix: string;
  private readonly known = new Set<string>();
  private readonly children: FormReader[] = [];

  constructor(fields: FormTable, prefix = "") {
    this.fields = fields;
    this.prefix = prefix;
  }

  /** The name Stripe uses for a nested parameter: `line_items[0][quantity]`. */
  nameOf(key: string): string {
    return this.prefix ? `${this.prefix}[${key}]` : key;
  }

  has(key: string): boolean {
    return this.fields[key] !== undefined;
  }

  isText(key: string): boolean {
    return typeof this.fields[key] === "string";
  }

  text(key: string): string | undefined {
    this.known.add(key);
    const value = this.fields[key];
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw malformed(`Invalid string: ${this.nameOf(key)}`, { param: this.nameOf(key) });
    if (value === "")
      throw malformed(`You passed an empty string for '${this.nameOf(key)}'.`, {
        code: "parameter_invalid_empty",
        param: this.nameOf(key),
      });
    if (value.length > MAX_TEXT_LENGTH)
      throw malformed(`Invalid string: must be at most ${MAX_TEXT_LENGTH} characters`, { param: this.nameOf(key) });
    return value;
  }

  requiredText(key: string): string {
    const value = this.text(key);
    if (value === undefined)
      throw malformed(`Missing required param: ${this.nameOf(key)}.`, {
        code: "parameter_missing",
        param: this.nameOf(key),
      });
    return value;
  }

  integer(key: string): number | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(value))
      throw malformed(`Invalid integer: ${value.slice(0, 40)}`, {
        code: "parameter_invalid_integer",
        param: this.nameOf(key),
      });
    return Number(value);
  }

  requiredInteger(key: string): number {
    const value = this.integer(key);
    if (value === undefined)
      throw malformed(`Missing required param: ${this.nameOf(key)}.`, {
        code: "parameter_missing",
        param: this.nameOf(key),
      });
    return value;
  }

  choice<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined)
      throw malformed(`Invalid ${this.nameOf(key)}: must be one of ${choices.join(", ")}`, { param: this.nameOf(key) });
    return choice;
  }

  /** `true` or `false`. */
  flag(key: string): boolean | undefined {
    const value = this.choice(key, ["true", "false"]);
    return value === undefined ? undefined : value === "true";
  }

  /** A nested table; an empty reader when it is absent. */
  table(key: string): FormReader {
    this.known.add(key);
    const value = this.fields[key] ?? (Object.create(null) as FormTable);
    if (typeof value === "string") throw malformed(`Invalid object: ${this.nameOf(key)}`, { param: this.nameOf(key) });
    const child = new FormReader(value, this.nameOf(key));
    this.children.push(child);
    return child;
  }

  /** The rows of a list of tables. */
  tables(key: string): FormReader[] {
    const list = this.table(key);
    return Object.keys(list.fields).map((index) => list.table(index));
  }

  /** The items of a list of texts; undefined when the list is absent. */
  texts(key: string): string[] | undefined {
    if (!this.has(key)) return undefined;
    const list = this.table(key);
    return Object.keys(list.fields).map((index) => list.requiredText(index));
  }

  /** Stripe's metadata, with its limits: 50 keys of 40 characters, values of 500. An empty value unsets the key. */
  metadata(key: string): Record<string, string> {
    const list = this.table(key);
    const entries = Object.entries(list.fields).map(([name, value]): [string, string] => {
      list.known.add(name);
      if (typeof value !== "string" || value.length > METADATA_LIMITS.value_length) {
        throw malformed("Metadata values can have up to 500 characters.", { param: list.nameOf(name) });
      }
      if (name.length > METADATA_LIMITS.key_length)
        throw malformed("Metadata keys can have up to 40 characters.", { param: this.nameOf(key) });
      return [name, value];
    });
    if (entries.length > METADATA_LIMITS.key_count)
      throw malformed("Metadata can have up to 50 keys.", { param: this.nameOf(key) });
    return Object.fromEntries(entries.filter(([, value]) => value !== ""));
  }

  /** Call after reading: whatever nobody asked for is unknown. */
  refuseUnknown(): void {
    const unknown = Object.keys(this.fields).find((key) => !this.known.has(key));
    if (unknown !== undefined) {
      const name = this.nameOf(unknown).slice(0, 200);
      throw malformed(`Received unknown parameter: ${name}`, { code: "parameter_unknown", param: name });
    }
    for (const child of this.children) child.refuseUnknown();
  }
}
