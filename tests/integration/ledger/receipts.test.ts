import { createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { aPaidBooking } from "#tests/support/a-paid-booking";
import { aStripe, KEYS, servicesOf } from "#tests/support/a-stripe";
import { aShop, NOW } from "#tests/support/builders";
import { climb } from "#tests/support/climb-path";
import { aDatabase } from "#tests/support/test-database";
import { listVouchers } from "~/bookings/bookings.queries.server";
import { cancelBooking } from "~/bookings/cancel-booking.server";
import { redeemVoucher } from "~/bookings/redeem-voucher.server";
import { findReceipt, getFundFigures, listReceiptsOfVouchers } from "~/fund/fund.queries.server";
import { receiptProof } from "~/fund/receipt-proof.server";
import { anchorLedger } from "~/ledger/anchor-ledger.server";
import type { ExportedEntry } from "~/ledger/exported-entry";
import { publicKeyText } from "~/ledger/signed-text.server";
import { inTransaction } from "~/platform/database.server";
import type { Services } from "~/platform/singletons.server";
import { contractCanonical, contractHash, paymentOf, post } from "./journal-fixture";

type Proof = {
  format: string;
  entries: { entry: ExportedEntry; index: number; path: string[] }[];
  size: number;
  anchor: { seq: number; root: string; key: string; sig: string };
};

describe("a receipt", () => {
  test("promises the fund's share from payment on, signed", async () => {
    const { services, voucher_id } = await aPaidVoucher();
    const promise = await proofOf(services, voucher_id);
    expect(promise).toMatchObject({
      format: "receipt-promise/1",
      voucher: voucher_id,
      paid_minor: 3_680,
      fund_minor: 128,
      policy: { id: "second", fund_bps: 350 },
      promised_at: expect.stringMatching(/^2026-08-05T/),
      enter_by: expect.stringMatching(/^2026-10-/),
    });
    expectSigned(promise);
    expect(await getFundFigures(services.db.read)).toMatchObject({ pledged_minor: 128, earned_minor: 0 });
  });

  test("is still the promise after redemption, until an anchor covers the entry", async () => {
    const paid = await aPaidVoucher();
    await redeem(paid);
    expect(await proofOf(paid.services, paid.voucher_id)).toMatchObject({ format: "receipt-promise/1" });
    expect(await getFundFigures(paid.services.db.read)).toMatchObject({ pledged_minor: 0, earned_minor: 128 });
  });

  test("then proves that the entry is in the anchored journal, to somebody without our code", async () => {
    const paid = await aPaidVoucher();
    await redeem(paid);
    await post(paid.services.db, paymentOf("somebody-else"));
    await anchorLedger(paid.services.db, KEYS.signing_key, NOW);
    await post(paid.services.db, paymentOf("after-the-anchor"));
    const proof = (await proofOf(paid.services, paid.voucher_id)) as Proof;
    expect(proof).toMatchObject({ format: "receipt-proof/1", voucher: paid.voucher_id, size: proof.anchor.seq });
    expectSigned(proof.anchor);
    const [proven, ...others] = proof.entries;
    if (!proven) throw new Error("no entry is proven");
    expect(others).toEqual([]);
    expect(contractHash(proven.entry)).toBe(proven.entry.hash);
    const { index, path } = proven;
    expect(climb({ hash: proven.entry.hash, index, size: proof.size, path })).toBe(proof.anchor.root);
    expect(proven.entry.postings).toContainEqual({ account: "liabilities:fund:earned", amount: -128, currency: "cny" });
  });

  test("of a booking given back unused says so, signed, and promises nothing any more", async () => {
    const { services, voucher_id, resident_id } = await aPaidVoucher();
    const cancelled = await inTransaction(services.db, (trx) =>
      cancelBooking(trx, { booking_id: "b1", resident_id }, NOW),
    );
    expect(cancelled.ok).toBe(true);
    const refunded = await proofOf(services, voucher_id);
    expect(refunded).toMatchObject({
      format: "receipt-refunded/1",
      voucher: voucher_id,
      paid_minor: 3_680,
      fund_minor: 0,
    });
    expectSigned(refunded);
    expect(await getFundFigures(services.db.read)).toMatchObject({ pledged_minor: 0, earned_minor: 0 });
  });

  test("is found by its code alone", async () => {
    const { services, voucher_id } = await aPaidVoucher();
    const [receipt] = await listReceiptsOfVouchers(services.db.read, [voucher_id]);
    expect(Buffer.from(receipt?.code ?? "", "base64url")).toHaveLength(16);
    expect(await findReceipt(services.db.read, receipt?.code ?? "")).toMatchObject({ voucher_id });
    expect(await findReceipt(services.db.read, "unknown")).toBeUndefined();
    expect(await findReceipt(services.db.read, voucher_id)).toBeUndefined();
  });
});

type PaidVoucher = Awaited<ReturnType<typeof aPaidVoucher>>;

async function aPaidVoucher() {
  const db = await aDatabase();
  const stripe = await aStripe();
  const services = servicesOf(db, stripe, NOW);
  const shop = await aShop(db);
  await aPaidBooking(services, stripe, { id: "b1", resident_id: shop.resident_id, offer_id: shop.offer_id }, NOW);
  const [voucher] = await listVouchers(db.read, "b1");
  return { services, ...shop, voucher_id: voucher?.id ?? "" };
}

async function redeem({ services, voucher_id, merchant_id, cashier_id }: PaidVoucher): Promise<void> {
  const redemption = { voucher_id, ordinal: 1, merchant_id, cashier_id };
  const redeemed = await inTransaction(services.db, (trx) => redeemVoucher(trx, redemption, KEYS.voucher_key, NOW));
  expect(redeemed.ok).toBe(true);
}

async function proofOf({ db, keys }: Services, voucher_id: string) {
  const [receipt] = await listReceiptsOfVouchers(db.read, [voucher_id]);
  if (!receipt) throw new Error("the voucher has no receipt");
  const proof = await receiptProof(db.read, receipt, keys.signing_key);
  return JSON.parse(JSON.stringify(proof)) as Record<string, unknown>;
}

/** The signature is the community's own, over the contract's canonical text of everything but itself. */
function expectSigned(object: Record<string, unknown>): void {
  const { sig, ...signed } = object;
  const x = publicKeyText(KEYS.signing_key);
  expect(object.key).toBe(x);
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  expect(verify(null, Buffer.from(contractCanonical(signed)), key, Buffer.from(String(sig), "base64url"))).toBe(true);
}
