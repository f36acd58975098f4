import * as z from "zod";
import { ownWords } from "./own-words.schema";

/** The form that ends the task a failed refund left, or says how; a payment from the bank names what the bank prints. */
export const refundResolutionSchema = z
  .object({
    refund_id: z.string({ error: "invalid" }).max(64, "invalid"),
    resolution: z.enum(["asked-again", "paid-otherwise", "not-paid"], { error: "refund_decision" }),
    bank_reference: z.string().trim().max(64, "shop_text_too_long").default(""),
    note: ownWords,
  })
  .refine(({ resolution, bank_reference }) => resolution !== "paid-otherwise" || bank_reference !== "", {
    path: ["bank_reference"],
    error: "required",
  });
