import { getCommunity } from "~/alliance/alliance.queries.server";
import { assert } from "~/kernel/assert";
import { type Instant, instant } from "~/kernel/instant";
import { failure, ok, type Result } from "~/kernel/result";
import type { Reader } from "~/platform/database.server";
import { parseBookingTerms, redeemableFrom } from "./booking";
import {
  type Booking,
  findBooking,
  findVoucher,
  findVoucherByCodeDigest,
  findVoucherByTokenDigest,
  type Voucher,
} from "./bookings.queries.server";
import { isDisputed, isUnderReview } from "./disputes.queries.server";
import { isTypedCode, normaliseTypedCode } from "./voucher-code";
import { codeDigest, isCodeOfMerchant, tokenDigest } from "./voucher-secrets.server";

/** How a cashier names a voucher: by what was typed, by the token of a scanned QR, or by its id on the second step. */
export type VoucherKey = { typed: string } | { token: string } | { voucher_id: string };

/** Nothing here can be served under this key. */
export type LookUpRefusal = "code-mistyped" | "code-unknown" | "other-merchant";
/** The voucher is this merchant's, and cannot be served now. */
export type StateRefusal = "own-voucher" | "already-redeemed" | "refunded" | "expired" | "too-early" | "disputed";
export type RedemptionRefusal = LookUpRefusal | StateRefusal;

/** How a booking ended whose time ran out. */
const EXPIRED_REASONS: ReadonlySet<string> = new Set(["voucher-expired", "no-show"]);

export type FoundVoucher = { voucher: Voucher; booking: Booking };

/** Finds a voucher for a merchant's counter. Typed codes of other shops are told apart only when they are whole. */
export async function findVoucherAtCounter(
  reader: Reader,
  voucher_key: string,
  { merchant_id, key }: { merchant_id: string; key: VoucherKey },
): Promise<Result<FoundVoucher, LookUpRefusal>> {
  const found = await lookUp(reader, voucher_key, key);
  if (!found.ok) return found;
  const voucher = found.value;
  if (voucher.merchant_id !== merchant_id) {
    const is_whole =
      !("typed" in key) || isCodeOfMerchant(voucher_key, voucher.merchant_id, normaliseTypedCode(key.typed));
    return failure(is_whole ? "other-merchant" : "code-unknown");
  }
  if ("typed" in key && !isCodeOfMerchant(voucher_key, merchant_id, normaliseTypedCode(key.typed))) {
    return failure("code-mistyped");
  }
  const booking = await findBooking(reader, voucher.booking_id);
  assert(booking, "a voucher belongs to a booking");
  return ok({ voucher, booking });
}

async function lookUp(reader: Reader, voucher_key: string, key: VoucherKey) {
  if ("typed" in key && !isTypedCode(normaliseTypedCode(key.typed))) return failure("code-mistyped");
  const voucher =
    "typed" in key
      ? await findVoucherByCodeDigest(reader, codeDigest(voucher_key, normaliseTypedCode(key.typed)))
      : "token" in key
        ? await findVoucherByTokenDigest(reader, tokenDigest(key.token))
        : await findVoucher(reader, key.voucher_id);
  return voucher ? ok(voucher) : failure("code-unknown");
}

/** Why this voucher cannot be served now, or undefined when it can. */
export async function redemptionRefusal(
  reader: Reader,
  { voucher, booking }: FoundVoucher,
  now: Instant,
): Promise<StateRefusal | undefined> {
  if (voucher.state === "redeemed") return "already-redeemed";
  if (voucher.state === "void") return EXPIRED_REASONS.has(booking.close_reason ?? "") ? "expired" : "refunded";
  assert(booking.valid_until !== null, "an issued voucher has an end");
  if (instant(booking.valid_until) <= now) return "expired";
  if ((await isDisputed(reader, booking.id)) || (await isUnderReview(reader, booking.id))) return "disputed";
  const { zone } = await getCommunity(reader);
  const from = redeemableFrom(parseBookingTerms(booking.terms_json), zone);
  return from !== undefined && now < from ? "too-early" : undefined;
}
