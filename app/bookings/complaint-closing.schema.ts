import * as z from "zod";
import { ownWords } from "./own-words.schema";

/** The form with which the operator ends a complaint. */
export const complaintClosingSchema = z.object({
  complaint_id: z.string({ error: "invalid" }).max(64, "invalid"),
  words: ownWords,
});
