import * as z from "zod";

/** Puts one offer on the list or takes it off; `back` is the operator's list as it was filtered. */
export const switchOfferSchema = z.object({
  is_listed: z.enum(["0", "1"], { error: "invalid" }),
  back: z
    .string()
    .regex(/^\/operator(\?[^#\s\\]*)?$/, "invalid")
    .default("/operator"),
});
