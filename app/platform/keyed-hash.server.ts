import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** HMAC-SHA-256 of `text` under `key`, for one purpose: the same text under another purpose gives another value. */
export function keyedHash(key: string, purpose: string, text: string): Buffer {
  return createHmac("sha256", key).update(`${purpose}\n${text}`).digest();
}

/** SHA-256 as hex, enough at rest for values of 128 random bits. Source: OWASP ASVS 5.0, 6.5.2. */
export function restingHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** 128 random bits as 22 base64url characters. */
export function randomToken(): string {
  return randomBytes(16).toString("base64url");
}

/** Compares two secrets in constant time. */
export function isSameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(restingHash(a)), Buffer.from(restingHash(b))];
  return timingSafeEqual(left, right);
}
