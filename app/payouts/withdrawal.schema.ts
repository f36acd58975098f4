import * as z from "zod";
import { parseMajor } from "~/kernel/money";

/** An amount in yuan as people type it: whole minor units above zero. */
export const withdrawalSchema = z.object({
  amount: z.string({ error: "required" }).transform((text, context) => {
    const amount_minor = parseMajor(text.normalize("NFKC"));
    if (amount_minor !== undefined && amount_minor > 0) return amount_minor;
    context.addIssue({ code: "custom", message: "shop_price_malformed" });
    return z.NEVER;
  }),
});
