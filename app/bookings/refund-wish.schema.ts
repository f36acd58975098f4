import * as z from "zod";
import { yuan } from "~/offers/yuan.schema";
import { ownWords } from "./own-words.schema";

/** The form that asks for a used voucher's money. `id` is made with the page, so that sending it twice is one request. */
export const refundWishSchema = z
  .object({
    id: z.uuid({ error: "id_taken" }),
    voucher_id: z.string({ error: "voucher_choice" }).max(64, "voucher_choice"),
    amount: yuan.refine((amount_minor) => amount_minor > 0, { error: "refund_zero" }),
    reason: ownWords,
  })
  .transform(({ amount, ...wish }) => ({ ...wish, wanted_minor: amount }));
