import * as z from "zod";
import { LOCALES } from "~/messages/locale";

/** The language that is wanted, and the page to come back to. */
export const chooseLanguageSchema = z.object({
  locale: z.enum(LOCALES, { error: "invalid" }),
  next: z.string().max(2_000, "invalid").optional(),
});
