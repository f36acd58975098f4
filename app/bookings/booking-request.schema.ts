import * as z from "zod";
import { isMobilePhone, normalisePhone } from "~/members/person";

/**
 * The form that books an offer. `id` is made with the page, so that sending it twice is one booking; `revision` is the
 * offer's as the page showed it.
 */
export const bookingRequestSchema = z.object({
  id: z.uuid({ error: "id_taken" }),
  slot_id: z
    .string()
    .max(200)
    .optional()
    .transform((slot_id) => slot_id || null),
  revision: z.coerce.number({ error: "invalid" }).int({ error: "invalid" }).optional(),
  quantity: z.coerce
    .number({ error: "quantity" })
    .int({ error: "quantity" })
    .min(1, { error: "quantity" })
    .max(4, { error: "quantity" }),
  contact_phone: z
    .string({ error: "phone" })
    .max(30, { error: "phone" })
    .transform(normalisePhone)
    .refine(isMobilePhone, { error: "phone" }),
  note: z.string().trim().max(200, { error: "note_long" }).default(""),
});
