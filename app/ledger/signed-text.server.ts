import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { assert } from "~/kernel/assert";
import { type CanonicalValue, canonicalJson } from "~/kernel/canonical-json";

/** An object signed by the community: `key` and `sig` are base64url, `sig` covers everything else. */
export type Signed<T> = T & { key: string; sig: string };

/** DER prefix of an Ed25519 public key (RFC 8410): what lies before its 32 raw bytes. */
const ED25519_SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** A key says the same every time, and taking it apart takes longer than signing with it. */
const publicKeyTexts = new WeakMap<KeyObject, string>();

/** base64url of the 32 raw bytes of the public half of an Ed25519 private key. */
export function publicKeyText(signing_key: KeyObject): string {
  const known = publicKeyTexts.get(signing_key) ?? readPublicKey(signing_key);
  publicKeyTexts.set(signing_key, known);
  return known;
}

function readPublicKey(signing_key: KeyObject): string {
  assert(signing_key.asymmetricKeyType === "ed25519", "the ledger is signed with Ed25519");
  const der = createPublicKey(signing_key).export({ type: "spki", format: "der" });
  return der.subarray(ED25519_SPKI_PREFIX.length).toString("base64url");
}

/** SHA-256 of the key's 32 raw bytes, as 64 hex digits: short enough to be printed and compared by eye. */
export function keyFingerprint(key: string): string {
  return createHash("sha256").update(Buffer.from(key, "base64url")).digest("hex");
}

/** Adds `key` and the Ed25519 signature over the canonical text of the object without `sig`. */
export function signObject<T extends Record<string, CanonicalValue>>(object: T, signing_key: KeyObject): Signed<T> {
  const keyed = { ...object, key: publicKeyText(signing_key) };
  const sig = sign(null, Buffer.from(canonicalJson(keyed)), signing_key).toString("base64url");
  return { ...keyed, sig };
}

/** True when `signed.sig` is the signature of `key` over the rest. The caller decides whether `key` is to be trusted. */
export function isSignedBy(signed: Record<string, CanonicalValue>, key: string): boolean {
  const { sig, ...rest } = signed;
  const raw = Buffer.from(key, "base64url");
  if (typeof sig !== "string" || raw.length !== 32) return false;
  const public_key = createPublicKey({ key: Buffer.concat([ED25519_SPKI_PREFIX, raw]), format: "der", type: "spki" });
  return verify(null, Buffer.from(canonicalJson(rest)), public_key, Buffer.from(sig, "base64url"));
}
