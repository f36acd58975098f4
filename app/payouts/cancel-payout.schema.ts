import * as z from "zod";

/** Why the bank did not pay a line. */
export const cancelPayoutSchema = z.object({
  reason: z.string({ error: "required" }).trim().min(1, "required").max(200, "shop_text_too_long"),
});
