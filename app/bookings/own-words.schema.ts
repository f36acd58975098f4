import * as z from "zod";
import { WORDS_LIMIT_COUNT } from "./own-words";

/** What somebody says in their own words, and must say. */
export const ownWords = z.string({ error: "required" }).trim().min(1, "required").max(WORDS_LIMIT_COUNT, "words_long");
