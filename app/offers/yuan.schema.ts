import * as z from "zod";
import { parseMajor } from "~/kernel/money";

/** An amount in yuan as people type it, full-width digits included: whole minor units. */
export const yuan = z.string({ error: "required" }).transform((text, context) => {
  const amount_minor = parseMajor(text.normalize("NFKC"));
  if (amount_minor !== undefined) return amount_minor;
  context.addIssue({ code: "custom", message: "shop_price_malformed" });
  return z.NEVER;
});
