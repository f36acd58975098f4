import * as z from "zod";
import { ownWords } from "./own-words.schema";

/** The form that ends the task a failed refund left. */
export const refundResolutionSchema = z.object({
  refund_id: z.string({ error: "invalid" }).max(64, "invalid"),
  resolution: z.enum(["asked-again", "paid-otherwise"], { error: "refund_decision" }),
  note: ownWords,
});
