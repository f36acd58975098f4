import * as z from "zod";
import { ownWords } from "./own-words.schema";

/** The form that takes a refused or unanswered refund to the operator. */
export const refundComplaintSchema = z.object({
  request_id: z.string({ error: "request_choice" }).max(64, "request_choice"),
  text: ownWords,
});
