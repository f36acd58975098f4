import * as z from "zod";
import { isInstant } from "~/kernel/instant";

/** `until` is when the newest notice on the page was made. */
export const markNoticesSeenSchema = z.object({
  until: z.string({ error: "invalid" }).refine(isInstant, "invalid"),
});
