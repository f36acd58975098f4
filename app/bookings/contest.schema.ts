import * as z from "zod";
import { ownWords } from "./own-words.schema";

const voucher_id = z.string({ error: "voucher_choice" }).max(64, "voucher_choice");

/** The form that says of a used voucher: I was not served. */
export const contestSchema = z.object({ voucher_id, text: ownWords });

/** The form that takes such a contest back. */
export const withdrawContestSchema = z.object({ voucher_id });
