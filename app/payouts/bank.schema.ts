import * as z from "zod";

/** Short enough to be posted in one form, with Chinese text that grows ninefold on its way. */
const LONGEST_STATEMENT_COUNT = 24_000;

/** A bank's statement as somebody pasted it. */
export const bankStatementSchema = z.object({
  statement: z
    .string({ error: "required" })
    .refine((text) => text.trim() !== "", "required")
    .max(LONGEST_STATEMENT_COUNT, "statement_too_long"),
});

/** Which payment a line is: `payout:<id>`, `withdrawal:<id>` or `refund:<id>`. */
export const matchLineSchema = z.object({
  target: z.string({ error: "required" }).regex(/^(payout|withdrawal|refund):[\w-]{1,64}$/, "invalid"),
});

/** What a line is that has nothing to do with payouts. */
export const explainLineSchema = z.object({
  explanation: z.string({ error: "required" }).trim().min(1, "required").max(200, "shop_text_too_long"),
});
