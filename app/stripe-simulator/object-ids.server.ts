import { createHash, randomBytes } from "node:crypto";
import { readSetting, type SimulatorDatabase, writeSetting } from "./simulator-database.server";

export type IdSource = "random" | { seed: string };

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_LENGTH = 24;
/** Checkout Session ids are the long ones at Stripe too: whoever knows one may pay it. */
const SESSION_ID_LENGTH = 58;

/** Makes ids with Stripe's prefixes. A seed makes the n-th id of a file the same on every machine. */
export function objectIds(database: SimulatorDatabase, source: IdSource): (prefix: string) => string {
  return (prefix) => {
    const length = prefix === "cs_test_" ? SESSION_ID_LENGTH : ID_LENGTH;
    return prefix + (source === "random" ? randomText(length) : seededText(database, source.seed, length));
  };
}

/** Request ids are always random, so that reading never moves the seeded counter. */
export function requestId(): string {
  return `req_${randomText(14)}`;
}

function randomText(length: number): string {
  return spell(randomBytes(length), length);
}

function seededText(database: SimulatorDatabase, seed: string, length: number): string {
  const counter = Number(readSetting(database, "id_counter") ?? "0") + 1;
  writeSetting(database, "id_counter", String(counter));
  const first = createHash("sha256").update(`${seed}\n${counter}`).digest();
  const second = createHash("sha256").update(first).digest();
  return spell(Buffer.concat([first, second]), length);
}

function spell(bytes: Buffer, length: number): string {
  return Array.from(bytes.subarray(0, length), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
