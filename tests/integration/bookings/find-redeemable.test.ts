import { expect, test } from "vitest";
import { KEYS } from "#tests/support/a-stripe";
import { aMerchant, NOW } from "#tests/support/builders";
import { dumpOf } from "#tests/support/database-dump";
import { findVoucherAtCounter, redemptionRefusal, type VoucherKey } from "~/bookings/find-redeemable.server";
import { codeGroups, isTypedCode } from "~/bookings/voucher-code";
import { isCodeOfMerchant, voucherCode, voucherToken } from "~/bookings/voucher-secrets.server";
import { aCounter } from "./a-counter";

const ALPHABET = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"];

async function aLookUp() {
  const counter = await aCounter();
  const find = (key: VoucherKey, merchant_id = counter.merchant_id) =>
    findVoucherAtCounter(counter.db.read, KEYS.voucher_key, { merchant_id, key });
  return { ...counter, find, code: voucherCode(KEYS.voucher_key, counter.voucher) };
}

test("a voucher is found by its code in any form, by its token and by its id", async () => {
  const { find, voucher, code } = await aLookUp();
  const keys: VoucherKey[] = [
    { typed: code },
    { typed: ` ${codeGroups(code).join("-").toLowerCase()} ` },
    { token: voucherToken(KEYS.voucher_key, voucher) },
    { voucher_id: voucher.id },
  ];
  for (const key of keys)
    expect(await find(key)).toMatchObject({ ok: true, value: { voucher, booking: { id: "b1" } } });
});

test("looking a voucher up changes nothing", async () => {
  const { db, find, code } = await aLookUp();
  const before = await dumpOf(db);
  const found = await find({ typed: code });
  expect(found.ok && (await redemptionRefusal(db.read, found.value, NOW))).toBeUndefined();
  expect(await dumpOf(db)).toEqual(before);
});

test("a code with a wrong last character is mistyped, not unknown", async () => {
  const { find, code } = await aLookUp();
  const wrong = ALPHABET.find((character) => character !== code.at(-1)) ?? "";
  expect(await find({ typed: code.slice(0, 10) + wrong })).toEqual({ ok: false, error: "code-mistyped" });
});

test.each(["", "7K3M", "7K3M 9QRT 2XA B", "七七七七七七七七七七七"])("%j is mistyped", async (typed) => {
  const { find } = await aLookUp();
  expect(await find({ typed })).toEqual({ ok: false, error: "code-mistyped" });
});

test("a code that nobody has is unknown, and so are foreign tokens and ids", async () => {
  const { find, code } = await aLookUp();
  const other = ALPHABET.find((character) => character !== code[0]) + code.slice(1);
  expect(isTypedCode(other)).toBe(true);
  expect(await find({ typed: other })).toEqual({ ok: false, error: "code-unknown" });
  expect(await find({ token: "AAAAAAAAAAAAAAAAAAAAAA" })).toEqual({ ok: false, error: "code-unknown" });
  expect(await find({ voucher_id: "nobody" })).toEqual({ ok: false, error: "code-unknown" });
});

test("another shop's voucher is named as such when its code is whole, and is unknown when it is not", async () => {
  const { db, find, code, voucher } = await aLookUp();
  const barber = await aMerchant(db, { id: "barber", name_zh: "一寸理发" });
  expect(await find({ typed: code }, barber)).toEqual({ ok: false, error: "other-merchant" });
  expect(await find({ token: voucherToken(KEYS.voucher_key, voucher) }, barber)).toEqual({
    ok: false,
    error: "other-merchant",
  });
  const guessed = ALPHABET.find(
    (character) => !isCodeOfMerchant(KEYS.voucher_key, "teahouse", code.slice(0, 10) + character),
  );
  expect(await find({ typed: code.slice(0, 10) + guessed }, barber)).toEqual({ ok: false, error: "code-unknown" });
});
