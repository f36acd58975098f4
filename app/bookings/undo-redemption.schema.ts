import * as z from "zod";

/** The form that takes a redemption back: which one of the voucher, and why. */
export const undoRedemptionSchema = z.object({
  voucher_id: z.string({ error: "invalid" }).max(64, "invalid"),
  ordinal: z.number({ error: "invalid" }).int("invalid").min(1, "invalid").max(1_000, "invalid"),
  reason: z.string({ error: "required" }).trim().min(1, "required").max(200, "words_long"),
});
