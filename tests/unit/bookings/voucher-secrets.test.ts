import fc from "fast-check";
import { expect, test } from "vitest";
import { isTypedCode } from "~/bookings/voucher-code";
import {
  codeDigest,
  isCodeOfMerchant,
  tokenDigest,
  type VoucherIdentity,
  voucherCode,
  voucherToken,
} from "~/bookings/voucher-secrets.server";

const KEY = "a-voucher-key-of-at-least-32-characters";
const VOUCHER: VoucherIdentity = { id: "voucher-1", merchant_id: "teahouse", code_round: 0 };

test("the same voucher has the same code and token for ever", () => {
  expect(voucherCode(KEY, VOUCHER)).toBe(voucherCode(KEY, { ...VOUCHER }));
  expect(voucherToken(KEY, VOUCHER)).toBe(voucherToken(KEY, { ...VOUCHER }));
});

test("a code is eleven typed characters, a token 128 bits", () => {
  expect(isTypedCode(voucherCode(KEY, VOUCHER))).toBe(true);
  expect(Buffer.from(voucherToken(KEY, VOUCHER), "base64url")).toHaveLength(16);
});

test("another key, voucher or round gives another code and token", () => {
  const others: [string, VoucherIdentity][] = [
    [`${KEY}!`, VOUCHER],
    [KEY, { ...VOUCHER, id: "voucher-2" }],
    [KEY, { ...VOUCHER, code_round: 1 }],
  ];
  for (const [key, voucher] of others) {
    expect(voucherCode(key, voucher).slice(0, 10)).not.toBe(voucherCode(KEY, VOUCHER).slice(0, 10));
    expect(voucherToken(key, voucher)).not.toBe(voucherToken(KEY, VOUCHER));
  }
});

test("the check character is right at the voucher's own merchant", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (id, merchant_id) => {
      const code = voucherCode(KEY, { id, merchant_id, code_round: 0 });
      expect(isCodeOfMerchant(KEY, merchant_id, code)).toBe(true);
    }),
  );
});

test("at other merchants the check character is right by chance only: once in 32", () => {
  const codes = Array.from({ length: 3_200 }, (_, n) => voucherCode(KEY, { ...VOUCHER, id: `voucher-${n}` }));
  const lucky_count = codes.filter((code) => isCodeOfMerchant(KEY, "barber", code)).length;
  expect(lucky_count).toBeGreaterThan(50);
  expect(lucky_count).toBeLessThan(150);
});

test("every mistyped last character is caught, and of the others 31 in 32", () => {
  const code = voucherCode(KEY, VOUCHER);
  const alphabet = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"];
  const last = alphabet.filter((character) => isCodeOfMerchant(KEY, "teahouse", code.slice(0, 10) + character));
  expect(last).toEqual([code.at(-1)]);
  const first = alphabet.filter((character) => isCodeOfMerchant(KEY, "teahouse", character + code.slice(1)));
  expect(first).toContain(code[0]);
  expect(first.length).toBeLessThan(6);
});

test("a typed code is found by its ten characters, whatever the check character says", () => {
  const code = voucherCode(KEY, VOUCHER);
  expect(codeDigest(KEY, code)).toBe(codeDigest(KEY, `${code.slice(0, 10)}0`));
  expect(codeDigest(KEY, code)).not.toBe(codeDigest(`${KEY}!`, code));
  expect(codeDigest(KEY, code)).not.toContain(code.slice(0, 10));
});

test("what is stored of a token does not give the token away", () => {
  const token = voucherToken(KEY, VOUCHER);
  expect(tokenDigest(token)).toMatch(/^[0-9a-f]{64}$/);
  expect(tokenDigest(token)).not.toContain(token);
  expect(tokenDigest(token)).not.toBe(tokenDigest(voucherToken(KEY, { ...VOUCHER, id: "voucher-2" })));
});
