import * as z from "zod";

/** What the second step of redeeming sends back: the voucher that was shown, and the how-manieth redemption it is. */
export const redeemConfirmSchema = z.object({
  voucher_id: z.string({ error: "required" }).max(64, "invalid"),
  ordinal: z.number({ error: "required" }).int("invalid").min(1, "invalid").max(1_000, "invalid"),
});
