import * as z from "zod";

/** The longest text in which somebody says what happened, in characters. */
export const WORDS_LIMIT_COUNT = 500;

/** What somebody says in their own words, and must say. */
export const ownWords = z.string({ error: "required" }).trim().min(1, "required").max(WORDS_LIMIT_COUNT, "words_long");
