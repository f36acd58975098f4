/** The longest text in which somebody says what happened, in characters. */
export const WORDS_LIMIT_COUNT = 500;
