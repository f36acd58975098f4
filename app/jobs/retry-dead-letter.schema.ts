import * as z from "zod";
import { QUEUES } from "./dead-letter";

/** Which row of which queue is to be tried again. */
export const retryDeadLetterSchema = z.object({
  queue: z.enum(QUEUES, { error: "invalid" }),
  row_id: z.string({ error: "invalid" }).min(1, "invalid").max(100, "invalid"),
});
