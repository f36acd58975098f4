import * as z from "zod";

/** The form that returns to a resident what was won back of a dispute. */
export const recoveredMoneySchema = z.object({ dispute_id: z.string({ error: "invalid" }).max(64, "invalid") });
