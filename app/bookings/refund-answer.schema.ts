import * as z from "zod";
import { yuan } from "~/offers/yuan.schema";
import { WORDS_LIMIT_COUNT } from "./own-words";

/**
 * The shop's answer to a refund request: everything that is asked for, a part (`amount`, in yuan), or nothing (and why).
 * `agreed` is "all", whole minor units, or undefined for nothing.
 */
export const refundAnswerSchema = z
  .object({
    request_id: z.string({ error: "invalid" }).max(64, "invalid"),
    decision: z.enum(["all", "part", "refuse"], { error: "refund_decision" }),
    amount: yuan.optional(),
    answer: z.string().trim().max(WORDS_LIMIT_COUNT, "words_long").default(""),
  })
  .superRefine(({ decision, amount, answer }, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (decision === "part" && amount === undefined) complain("amount", "required");
    if (decision === "part" && amount === 0) complain("amount", "refund_zero");
    if (decision === "refuse" && answer === "") complain("answer", "refund_refusal_reason");
  })
  .transform(({ request_id, decision, amount, answer }) => ({
    request_id,
    answer,
    agreed: decision === "all" ? ("all" as const) : decision === "part" ? amount : undefined,
  }));
