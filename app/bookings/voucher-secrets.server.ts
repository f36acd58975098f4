import { keyedHash, restingHash } from "~/platform/keyed-hash.server";
import { crockfordText } from "./voucher-code";

const CODE_LENGTH = 10;

/** What a voucher's secrets are derived from; `code_round` grows in the rare case that two codes collide. */
export type VoucherIdentity = { id: string; merchant_id: string; code_round: number };

/** The 128-bit token inside the QR, as base64url. Derived, never stored. */
export function voucherToken(voucher_key: string, voucher: VoucherIdentity): string {
  return keyedHash(voucher_key, "voucher-token", `${voucher.id}\n${voucher.code_round}`)
    .subarray(0, 16)
    .toString("base64url");
}

/** The eleven characters to type: ten derived from the voucher, one that is right at its own merchant only. */
export function voucherCode(voucher_key: string, voucher: VoucherIdentity): string {
  const secret = keyedHash(voucher_key, "voucher-code", `${voucher.id}\n${voucher.code_round}`);
  const code = crockfordText(secret.subarray(0, 8), CODE_LENGTH);
  return code + checkCharacter(voucher_key, voucher.merchant_id, code);
}

/** True when the last character fits the first ten at this merchant. */
export function isCodeOfMerchant(voucher_key: string, merchant_id: string, code: string): boolean {
  return code.at(-1) === checkCharacter(voucher_key, merchant_id, code.slice(0, CODE_LENGTH));
}

/** What a voucher is found by when its code is typed: a keyed digest of the ten characters. */
export function codeDigest(voucher_key: string, code: string): string {
  return keyedHash(voucher_key, "voucher-code-digest", code.slice(0, CODE_LENGTH)).toString("hex");
}

/** What a voucher is found by when its QR is scanned. */
export function tokenDigest(token: string): string {
  return restingHash(token);
}

function checkCharacter(voucher_key: string, merchant_id: string, code: string): string {
  return crockfordText(keyedHash(voucher_key, "voucher-check", `${merchant_id}\n${code}`).subarray(0, 1), 1);
}
