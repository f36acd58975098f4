import * as z from "zod";

const line = (limit: number) =>
  z.string({ error: "required" }).trim().min(1, "required").max(limit, "shop_text_too_long");

/** A bank account as its owner writes it; the number may have blanks. */
export const payoutAccountSchema = z.object({
  holder: line(80),
  bank_name: line(80),
  account_number: z
    .string({ error: "required" })
    .max(60, "account_number")
    .transform((text) => text.normalize("NFKC").replace(/\s+/g, "").toUpperCase())
    .refine((text) => /^[0-9A-Z]{8,34}$/.test(text), "account_number"),
});
